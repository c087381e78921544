//! Choosing ports: the usual one where it is free, else the next that is.

use anyhow::{Context, Result};
use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};

/// How many ports after the usual one are tried.
const TRIES: u16 = 100;

/// The first free port from `usual` on, `taken` counting as not free.
pub fn choose(usual: u16, taken: &[u16]) -> Result<u16> {
    (usual..usual.saturating_add(TRIES))
        .filter(|port| !taken.contains(port))
        .find(|port| is_free(*port))
        .with_context(|| {
            format!(
                "no port from {usual} to {} is free; stop what holds them and try again",
                usual.saturating_add(TRIES - 1)
            )
        })
}

/// Browsers try both addresses of `localhost`, so a stranger on either would be in the way.
fn is_free(port: u16) -> bool {
    let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    // A machine without IPv6 says something else than that the address is in use.
    let v6 = match TcpListener::bind((Ipv6Addr::LOCALHOST, port)) {
        Ok(_) => true,
        Err(error) => error.kind() != ErrorKind::AddrInUse,
    };
    v4 && v6
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_passed_over() {
        let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let held = holder.local_addr().unwrap().port();
        assert_ne!(choose(held, &[]).unwrap(), held);
    }

    #[test]
    fn a_port_promised_to_another_is_passed_over() {
        let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let free = holder.local_addr().unwrap().port();
        drop(holder);
        assert_ne!(choose(free, &[free]).unwrap(), free);
    }
}
