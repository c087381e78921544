//! Calls of marked functions.

use std::cell::RefCell;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use vestibule_chunk::chunk;

#[derive(Default)]
struct Client {
    loaded: RefCell<Vec<&'static str>>,
    is_offline: bool,
}

#[derive(Debug, PartialEq)]
struct Away;

struct Words<'a>(&'a str);

impl Client {
    async fn load_chunk(&self, name: &'static str) -> Result<(), Away> {
        self.loaded.borrow_mut().push(name);
        if self.is_offline { Err(Away) } else { Ok(()) }
    }

    #[chunk(steps)]
    async fn count(&self, words: Words<'_>, also: Option<&str>) -> usize {
        words.0.len() + also.map_or(0, str::len)
    }

    /// Recursive, which is possible as its future is boxed.
    #[chunk(sign_in, load = self)]
    async fn add(&self, numbers: &[u32], mut sum: u32) -> Result<u32, Away> {
        let Some((first, rest)) = numbers.split_first() else {
            return Ok(sum);
        };
        sum += first;
        let sum = self.add(rest, sum).await?;
        Ok(sum)
    }

    #[chunk(steps)]
    fn take(self, name: &'static str) -> Vec<&'static str> {
        let mut loaded = self.loaded.into_inner();
        loaded.push(name);
        loaded
    }
}

#[chunk(steps)]
async fn longer<'a>(one: &'a str, other: &'a str, client: &Client) -> &'a str {
    let is_longer = client.count(Words(one), None).await > other.len();
    if is_longer { one } else { other }
}

#[test]
fn an_async_function_returns_its_result() {
    let client = Client::default();
    assert_eq!(now(client.count(Words("four"), Some("three"))), 9);
    assert_eq!(now(longer("a", "an", &client)), "an");
    assert!(client.loaded.borrow().is_empty());
}

#[test]
fn the_chunk_is_loaded_at_each_call() {
    let client = Client::default();
    assert_eq!(now(client.add(&[1, 2], 0)), Ok(3));
    assert_eq!(*client.loaded.borrow(), ["signIn"; 3]);
}

#[test]
fn a_chunk_that_cannot_be_loaded_is_an_error() {
    let client = Client {
        is_offline: true,
        ..Client::default()
    };
    assert_eq!(now(client.add(&[1, 2], 0)), Err(Away));
}

#[test]
fn a_synchronous_function_can_be_marked() {
    assert_eq!(Client::default().take("it"), ["it"]);
}

/// The result of a future that is ready at once.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(it) => it,
        Poll::Pending => unreachable!("nothing here waits"),
    }
}
