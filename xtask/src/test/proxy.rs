//! A proxy between Chromium and the server of wasm-bindgen's test runner, which closes each connection after one
//! request.
//!
//! The server (tiny_http) has a thread for each connection, but counts a thread as idle that has just got another
//! connection. Of two connections at the same time, one may then wait until the other is closed. Since a browser keeps
//! its connections open, its page would wait for a module for minutes. Closing each connection avoids that.

use anyhow::{Context, Result};
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

/// The maximum length of a request's head or a response's status line, in bytes.
const MAX_HEAD_BYTES: usize = 64 << 10;

/// Starts the proxy, which runs until this program ends. Returns its port.
pub fn start() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no port is free for a proxy")?;
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        for browser in listener.incoming().flatten() {
            // On an error the connection is closed, so that the browser's request fails.
            thread::spawn(move || forward(browser));
        }
    });
    Ok(port)
}

/// Forwards one request to its server, and the response back.
fn forward(mut browser: TcpStream) -> io::Result<()> {
    let (head, mut body) = read_until(&mut browser, b"\r\n\r\n")?;
    let request = Request::read(&head).ok_or(io::ErrorKind::InvalidData)?;
    let mut server = TcpStream::connect(&request.server)?;
    server.write_all(request.head.as_bytes())?;
    let missing = request.length.saturating_sub(body.len() as u64);
    server.write_all(&body)?;
    io::copy(&mut Read::by_ref(&mut browser).take(missing), &mut server)?;

    let (status, rest) = read_until(&mut server, b"\r\n")?;
    browser.write_all(&status)?;
    browser.write_all(b"Connection: close\r\n")?;
    body = rest;
    browser.write_all(&body)?;
    io::copy(&mut server, &mut browser)?;
    browser.shutdown(Shutdown::Both)
}

/// Reads up to and including `delimiter`. Returns that, and the bytes after it that were read as well.
fn read_until(stream: &mut TcpStream, delimiter: &[u8]) -> io::Result<(Vec<u8>, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let read = stream.read(&mut chunk)?;
        if read == 0 || bytes.len() > MAX_HEAD_BYTES {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&chunk[..read]);
        if let Some(at) = bytes
            .windows(delimiter.len())
            .position(|bytes| bytes == delimiter)
        {
            let rest = bytes.split_off(at + delimiter.len());
            return Ok((bytes, rest));
        }
    }
}

/// A request as it is sent to the server.
#[derive(Debug, PartialEq, Eq)]
struct Request {
    /// Host and port.
    server: String,
    head: String,
    /// The length of the body, in bytes.
    length: u64,
}

impl Request {
    fn read(head: &[u8]) -> Option<Self> {
        let head = std::str::from_utf8(head).ok()?;
        let mut lines = head.split("\r\n").filter(|line| !line.is_empty());
        let mut first = lines.next()?.splitn(3, ' ');
        let (method, address) = (first.next()?, first.next()?);
        let (server, path) = address.strip_prefix("http://")?.split_once('/')?;
        let mut request = Self {
            server: server.to_owned(),
            head: format!("{method} /{path} HTTP/1.1\r\n"),
            length: 0,
        };
        for line in lines {
            let (name, value) = line.split_once(':')?;
            match name.to_ascii_lowercase().as_str() {
                "connection" | "proxy-connection" => continue,
                "content-length" => request.length = value.trim().parse().ok()?,
                _ => {}
            }
            request.head.push_str(line);
            request.head.push_str("\r\n");
        }
        request.head.push_str("Connection: close\r\n\r\n");
        Some(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_asks_the_server_to_close_the_connection() {
        let request = Request::read(
            b"POST http://127.0.0.1:7/a?b HTTP/1.1\r\nHost: 127.0.0.1:7\r\nProxy-Connection: keep-alive\r\n\
              Content-Length: 3\r\n\r\n",
        );
        let head = "POST /a?b HTTP/1.1\r\nHost: 127.0.0.1:7\r\nContent-Length: 3\r\nConnection: close\r\n\r\n";
        let expected = Request {
            server: "127.0.0.1:7".into(),
            head: head.into(),
            length: 3,
        };
        assert_eq!(request, Some(expected));
        assert_eq!(
            Request::read(b"CONNECT example.com:443 HTTP/1.1\r\n\r\n"),
            None
        );
    }

    #[test]
    fn concurrent_requests_do_not_wait_for_each_other() {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = server.local_addr().unwrap();
        // Takes the next connection only when the one before it has been closed by the other side.
        thread::spawn(move || {
            for mut stream in server.incoming().flatten() {
                let (head, _) = read_until(&mut stream, b"\r\n\r\n").unwrap();
                assert!(head.ends_with(b"Connection: close\r\n\r\n"));
                stream
                    .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                    .unwrap();
            }
        });
        let proxy = start().unwrap();
        let mut browsers: Vec<TcpStream> = (0..2)
            .map(|_| TcpStream::connect(("127.0.0.1", proxy)).unwrap())
            .collect();
        for browser in &mut browsers {
            let head = format!("GET http://{address}/ HTTP/1.1\r\nHost: {address}\r\n\r\n");
            browser.write_all(head.as_bytes()).unwrap();
        }
        for mut browser in browsers {
            let mut response = String::new();
            browser.read_to_string(&mut response).unwrap();
            let expected = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
            assert_eq!(response, expected);
        }
    }
}
