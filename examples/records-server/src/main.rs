//! `POOL=eu-west-1_AbCdEfGhI CLIENT=1example23456789 ORIGIN=https://app.example.com cargo run -p records-server`
//!
//! More settings, with their defaults: `DATABASE` (a file, `records.sqlite`), `PORT` (8787), and `KEYS` (the URL of the
//! pool's keys, by default at its issuer: `http://127.0.0.1:9229/eu-west-1_Vestibule/.well-known/jwks.json` with the
//! emulator).

use std::env;
use std::error::Error;
use std::net::Ipv4Addr;
use std::time::SystemTime;

use records_server::{Keys, Pool, Server, Store, router};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let required = |name: &str| env::var(name).map_err(|_| format!("set {name}"));
    let env_or = |name: &str, other: String| env::var(name).unwrap_or(other);
    let pool = Pool::new(&required("POOL")?, &required("CLIENT")?)?;
    let address = env_or("KEYS", pool.keys_address());
    let server = Server {
        keys: Keys::new(move || fetch_text(&address)),
        pool,
        store: Store::open(&env_or("DATABASE", "records.sqlite".to_owned()))?,
        origin: required("ORIGIN")?,
        clock: Box::new(SystemTime::now),
    };
    let port = env_or("PORT", "8787".to_owned()).parse()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    println!("http://{}/records", listener.local_addr()?);
    axum::serve(listener, router(server)).await?;
    Ok(())
}

fn fetch_text(address: &str) -> Result<String, Box<dyn Error + Send + Sync>> {
    Ok(ureq::get(address).call()?.body_mut().read_to_string()?)
}
