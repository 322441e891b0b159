//! Names whose addresses are good and bad, or become others between two looks.

use super::*;
use hickory_resolver::net::NetError;
use std::{
    collections::VecDeque,
    net::{IpAddr, Ipv4Addr},
    sync::{Mutex, atomic::AtomicUsize},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

const GOOD: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 1));
const BAD: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

/// Answers each look with the next list of addresses.
struct Scripted {
    answers: Mutex<VecDeque<Vec<IpAddr>>>,
    looks: AtomicUsize,
}

#[async_trait::async_trait]
impl Names for Scripted {
    async fn find(&self, _host: &str) -> Result<Vec<IpAddr>, NetError> {
        self.looks.fetch_add(1, Ordering::SeqCst);
        Ok(self.answers.lock().unwrap().pop_front().unwrap_or_default())
    }
}

/// A receiver at an address that counts its connections and closes each after its answer.
async fn receiver(address: IpAddr, port: u16) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind((address, port)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            let mut request = [0; 1_024];
            let _ = stream.read(&mut request).await;
            let answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
            let _ = stream.write_all(answer).await;
        }
    });
    (port, connections)
}

/// A sender that may send to the good address alone, and its names.
fn sender(answers: &[&[IpAddr]]) -> (HttpSender, Arc<Scripted>) {
    let names = Arc::new(Scripted {
        answers: Mutex::new(answers.iter().map(|found| found.to_vec()).collect()),
        looks: AtomicUsize::new(0),
    });
    let options = HttpOptions {
        policy: AddressPolicy {
            allowed: vec!["127.0.0.1/32".parse().unwrap()],
            ..AddressPolicy::default()
        },
        ..HttpOptions::default()
    };
    let sender = HttpSender::with_names(&options, Arc::clone(&names) as _).unwrap();
    (sender, names)
}

fn get(port: u16) -> PreparedRequest {
    PreparedRequest {
        method: Method::Get,
        url: format!("http://crm.example:{port}/"),
        headers: Vec::new(),
        body: None,
        timeout: Duration::from_secs(10),
    }
}

#[tokio::test]
async fn a_name_with_one_bad_address_is_refused_with_all_of_them() {
    let (port, good) = receiver(GOOD, 0).await;
    for found in [[GOOD, BAD], [BAD, GOOD]] {
        let (sender, _) = sender(&[&found]);
        let outcome = sender.send(get(port)).await;
        assert_eq!(outcome.cause, Cause::Address, "{found:?}");
    }
    assert_eq!(good.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn what_was_judged_is_what_is_connected_to() {
    let (port, good) = receiver(GOOD, 0).await;
    let (_, bad) = receiver(BAD, port).await;
    // The answer changes at once: whoever looked again before connecting would get the bad one.
    let (sender, names) = sender(&[&[GOOD], &[BAD], &[BAD]]);
    assert_eq!(sender.send(get(port)).await.status, Some(204));
    assert_eq!(
        names.looks.load(Ordering::SeqCst),
        1,
        "one look for a connection"
    );
    let again = sender.send(get(port)).await;
    assert_eq!(
        again.cause,
        Cause::Address,
        "each connection is judged anew"
    );
    let connections = (good.load(Ordering::SeqCst), bad.load(Ordering::SeqCst));
    assert_eq!(connections, (1, 0));
}
