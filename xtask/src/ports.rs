//! Chooses a port: the default one if it is free, otherwise the next free one.

use anyhow::{Context, Result};
use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};

/// How many ports are tried, from the preferred one on.
const MAX_TRIES: u16 = 100;

/// The first free port from `preferred` on that is not in `taken`.
pub fn choose(preferred: u16, taken: &[u16]) -> Result<u16> {
    (preferred..preferred.saturating_add(MAX_TRIES))
        .filter(|port| !taken.contains(port))
        .find(|port| is_free(*port))
        .with_context(|| {
            format!(
                "no port from {preferred} to {} is free; stop the programs that use them and try again",
                preferred.saturating_add(MAX_TRIES - 1)
            )
        })
}

/// Both addresses of `localhost` have to be free, since browsers try both.
fn is_free(port: u16) -> bool {
    let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    // A machine without IPv6 gives another error than that the address is in use.
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
    fn a_port_in_use_is_skipped() {
        let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let held = holder.local_addr().unwrap().port();
        assert_ne!(choose(held, &[]).unwrap(), held);
    }

    #[test]
    fn a_port_reserved_for_another_server_is_skipped() {
        let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let free = holder.local_addr().unwrap().port();
        drop(holder);
        assert_ne!(choose(free, &[free]).unwrap(), free);
    }
}
