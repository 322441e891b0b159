//! The sender against real receivers on this machine, kind and hostile.

use crate::{HttpOptions, HttpSender, PreparedRequest, Sender};
use domain::{AddressPolicy, Cause, Method, Outcome};
use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

const OK: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

/// Listens on this machine and treats every connection alike; returns its port and how many
/// connections came.
async fn receiver<F, W>(behave: F) -> (u16, Arc<AtomicUsize>)
where
    F: Fn(TcpStream) -> W + Send + 'static,
    W: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(behave(stream));
        }
    });
    (port, connections)
}

/// A receiver that reads a request's head and writes these bytes.
async fn answering(answer: &'static [u8]) -> u16 {
    let behave = move |mut stream: TcpStream| async move {
        read_head(&mut stream).await;
        let _ = stream.write_all(answer).await;
    };
    receiver(behave).await.0
}

/// Reads to the end of the headers; returns them.
async fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut chunk = [0; 1_024];
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut chunk).await {
            Ok(read @ 1..) => head.extend_from_slice(&chunk[..read]),
            Ok(0) | Err(_) => break,
        }
    }
    String::from_utf8(head).unwrap()
}

pub(super) fn sender(options: HttpOptions) -> HttpSender {
    HttpSender::new(&HttpOptions {
        policy: AddressPolicy {
            allowed: vec!["127.0.0.0/8".parse().unwrap()],
            public_url: "http://hooks.example".to_owned(),
        },
        ..options
    })
    .unwrap()
}

pub(super) fn get(url: String) -> PreparedRequest {
    PreparedRequest {
        method: Method::Get,
        url,
        headers: Vec::new(),
        body: None,
        timeout: Duration::from_secs(10),
    }
}

async fn ask(port: u16) -> Outcome {
    sender(HttpOptions::default())
        .send(get(format!("http://127.0.0.1:{port}/hook")))
        .await
}

/// Asks with a time-out so short that a test can wait for it.
async fn ask_briefly(port: u16) -> Outcome {
    get_briefly(format!("http://127.0.0.1:{port}/hook")).await
}

/// The same at an address.
pub(super) async fn get_briefly(url: String) -> Outcome {
    let mut request = get(url);
    request.timeout = Duration::from_millis(150);
    let began = Instant::now();
    let outcome = sender(HttpOptions::default()).send(request).await;
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "the deadline was passed"
    );
    outcome
}

#[tokio::test]
async fn a_request_arrives_byte_for_byte() {
    let (heads, mut seen) = mpsc::channel(1);
    let (port, _) = receiver(move |mut stream| {
        let heads = heads.clone();
        async move {
            let head = read_head(&mut stream).await;
            heads.send(head).await.unwrap();
            stream.write_all(OK).await.unwrap();
        }
    })
    .await;
    let mut request = get(format!(
        "http://127.0.0.1:{port}/a//b?x=(y)&z=%d0%B0&&q={{1}}"
    ));
    request.headers = vec![("x-key".to_owned(), "ключ".to_owned())];
    let outcome = sender(HttpOptions::default()).send(request).await;
    assert_eq!(
        (outcome.cause, outcome.status),
        (Cause::Accepted, Some(200))
    );
    assert_eq!(outcome.body, "ok");
    assert!(outcome.timings.receiver_us > 0 && outcome.timings.connect_us > 0);

    let head = seen.recv().await.unwrap();
    assert!(
        head.starts_with("GET /a//b?x=(y)&z=%d0%B0&&q={1} HTTP/1.1\r\n"),
        "{head}"
    );
    for line in [
        format!("host: 127.0.0.1:{port}"),
        "user-agent: Hookline/1".to_owned(),
        "accept-encoding: identity".to_owned(),
        "x-key: ключ".to_owned(),
    ] {
        assert!(
            head.contains(&format!("{line}\r\n")),
            "{line} is missing in {head}"
        );
    }
}

#[tokio::test]
async fn a_connection_is_kept_for_the_next_request() {
    let (port, connections) = receiver(|mut stream| async move {
        while !read_head(&mut stream).await.is_empty() {
            stream.write_all(OK).await.unwrap();
        }
    })
    .await;
    let sender = sender(HttpOptions::default());
    let url = format!("http://localhost:{port}/hook");
    let first = sender.send(get(url.clone())).await;
    let second = sender.send(get(url)).await;
    assert_eq!(first.cause, Cause::Accepted);
    assert_eq!(second.cause, Cause::Accepted);
    assert_eq!(connections.load(Ordering::SeqCst), 1);
    assert_eq!(second.timings.connect_us, 0);
}

#[tokio::test]
async fn a_reset_is_a_broken_connection() {
    let (port, _) = receiver(|mut stream| async move {
        read_head(&mut stream).await;
        stream.set_zero_linger().unwrap();
    })
    .await;
    assert_eq!(ask(port).await.cause, Cause::Broken);
}

#[tokio::test]
async fn a_receiver_that_closes_its_half_without_an_answer_is_a_broken_connection() {
    let (port, _) = receiver(|mut stream| async move {
        read_head(&mut stream).await;
        stream.shutdown().await.unwrap();
        // Its other half stays open for as long as we keep ours.
        read_head(&mut stream).await;
    })
    .await;
    assert_eq!(ask(port).await.cause, Cause::Broken);
}

#[tokio::test]
async fn a_closed_port_takes_no_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let outcome = ask(port).await;
    assert_eq!(outcome.cause, Cause::Connect);
    assert!(outcome.detail.contains("refused"), "{}", outcome.detail);
}

#[tokio::test]
async fn a_silent_receiver_is_left_at_the_deadline() {
    let (port, _) = receiver(|mut stream| async move {
        read_head(&mut stream).await;
        read_head(&mut stream).await;
    })
    .await;
    let outcome = ask_briefly(port).await;
    assert_eq!((outcome.cause, outcome.status), (Cause::Timeout, None));
    assert_eq!(outcome.detail, "the answer was not complete within 150 ms");
}

/// Writes a beginning and then one more piece every few milliseconds for ever.
async fn dripping(begin: &'static [u8], drip: &'static [u8]) -> u16 {
    let (port, _) = receiver(move |mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(begin).await.unwrap();
        let mut pace = tokio::time::interval(Duration::from_millis(5));
        while stream.write_all(drip).await.is_ok() {
            pace.tick().await;
        }
    })
    .await;
    port
}

#[tokio::test]
async fn slow_headers_do_not_outlast_the_deadline() {
    for (begin, drip) in [
        (
            b"HTTP/1.1 200 OK\r\n".as_slice(),
            b"x-slow: 1\r\n".as_slice(),
        ),
        (b"HTTP/1.1 200 OK\r\nx-slow: ".as_slice(), b"a".as_slice()),
    ] {
        let port = dripping(begin, drip).await;
        assert_eq!(ask_briefly(port).await.cause, Cause::Timeout);
    }
}

#[tokio::test]
async fn a_slow_body_does_not_outlast_the_deadline() {
    let port = dripping(b"HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n", b"a").await;
    let outcome = ask_briefly(port).await;
    assert_eq!((outcome.cause, outcome.status), (Cause::Timeout, Some(200)));
    assert!(outcome.body.starts_with('a'));
}

#[tokio::test]
async fn an_endless_body_is_cut_and_its_connection_closed() {
    let (closed, mut was_closed) = mpsc::channel(1);
    let (port, _) = receiver(move |mut stream| {
        let closed = closed.clone();
        async move {
            read_head(&mut stream).await;
            let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
            stream.write_all(head).await.unwrap();
            let chunk = [b"400\r\n".as_slice(), &[b'a'; 1_024], b"\r\n"].concat();
            while stream.write_all(&chunk).await.is_ok() {}
            closed.send(()).await.unwrap();
        }
    })
    .await;
    let outcome = ask(port).await;
    assert_eq!(outcome.cause, Cause::Accepted);
    assert!(outcome.body_cut);
    assert_eq!(outcome.body.len(), 64 * 1_024);
    assert_eq!(was_closed.recv().await, Some(()));
}

/// 10 MB of nothing.
const BOMB: &[u8] = include_bytes!("fixtures/bomb.gz");

#[tokio::test]
async fn a_packed_answer_is_never_unpacked() {
    let (port, _) = receiver(|mut stream| async move {
        read_head(&mut stream).await;
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
            BOMB.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(BOMB).await.unwrap();
    })
    .await;
    let outcome = ask(port).await;
    assert_eq!(outcome.cause, Cause::Accepted, "{}", outcome.detail);
    assert!(outcome.body.chars().count() <= BOMB.len());
}

#[tokio::test]
async fn a_redirect_is_told_and_not_followed() {
    let behave = |mut stream: TcpStream| async move {
        read_head(&mut stream).await;
        let answer = b"HTTP/1.1 302 Found\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n";
        stream.write_all(answer).await.unwrap();
        assert_eq!(read_head(&mut stream).await, "", "it was followed");
    };
    let (port, connections) = receiver(behave).await;
    let outcome = ask(port).await;
    assert_eq!(
        (outcome.cause, outcome.status),
        (Cause::Redirect, Some(302))
    );
    assert!(
        outcome
            .headers
            .contains(&("location".to_owned(), "/other".to_owned()))
    );
    assert_eq!(connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_body_shorter_than_promised_is_a_broken_answer() {
    let port = answering(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nshort").await;
    let outcome = ask(port).await;
    assert_eq!((outcome.cause, outcome.status), (Cause::Broken, Some(200)));
    assert_eq!(outcome.body, "short");
}

#[tokio::test]
async fn what_is_not_http_is_told_as_such() {
    for answer in [
        b"SSH-2.0-OpenSSH_9.2\r\n".as_slice(),
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcdef",
        b"HTTP/1.1 9999 No\r\n\r\n",
    ] {
        let port = answering(answer).await;
        let text = String::from_utf8_lossy(answer);
        assert_eq!(ask(port).await.cause, Cause::Protocol, "{text}");
    }
}

#[tokio::test]
async fn headers_without_end_are_no_answer() {
    let many = format!("x-long: {}\r\n", "a".repeat(1_000));
    let one_without_end = "a".repeat(1_000);
    for piece in [many, one_without_end] {
        let (port, _) = receiver(move |mut stream| {
            let piece = piece.clone();
            async move {
                read_head(&mut stream).await;
                let head = b"HTTP/1.1 200 OK\r\nx-first: ";
                stream.write_all(head).await.unwrap();
                while stream.write_all(piece.as_bytes()).await.is_ok() {}
            }
        })
        .await;
        assert_eq!(ask(port).await.cause, Cause::Protocol);
    }
}

#[tokio::test]
async fn an_answer_may_come_before_the_request_is_read() {
    let (port, _) = receiver(|mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(OK).await.unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
    })
    .await;
    let mut request = get(format!("http://127.0.0.1:{port}/hook"));
    request.method = Method::Post;
    request.body = Some("a".repeat(200_000));
    let outcome = sender(HttpOptions::default()).send(request).await;
    assert_eq!(outcome.status, Some(200), "{outcome:?}");
}

#[tokio::test]
async fn an_interim_answer_is_not_the_answer() {
    let port =
        answering(b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")
            .await;
    assert_eq!(ask(port).await.status, Some(204));
}

#[tokio::test]
async fn a_flood_of_interim_answers_ends_at_the_deadline() {
    let port = dripping(b"", b"HTTP/1.1 102 Processing\r\n\r\n").await;
    let outcome = ask_briefly(port).await;
    assert_eq!((outcome.cause, outcome.status), (Cause::Timeout, None));
}

#[tokio::test]
async fn an_inner_address_is_refused_before_anything_is_sent() {
    let (port, connections) = receiver(|_| async {}).await;
    let closed = HttpSender::new(&HttpOptions::default()).unwrap();
    for host in ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"] {
        let outcome = closed.send(get(format!("http://{host}:{port}/"))).await;
        assert_eq!(outcome.cause, Cause::Address, "{host}: {}", outcome.detail);
    }
    assert_eq!(connections.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_header_with_a_line_break_never_leaves() {
    let (port, connections) = receiver(|_| async {}).await;
    let mut request = get(format!("http://127.0.0.1:{port}/"));
    request.headers = vec![("x-a".to_owned(), "b\r\nx-evil: 1".to_owned())];
    let outcome = sender(HttpOptions::default()).send(request).await;
    assert_eq!(outcome.cause, Cause::Render);
    assert_eq!(connections.load(Ordering::SeqCst), 0);
}
