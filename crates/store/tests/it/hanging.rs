//! A database that neither answers nor goes away holds nobody up for good.

use crate::{
    sample::{durable, event},
    stage::{self, ROOM, WORKER, commit},
};
use domain::Moment;
use std::sync::Arc;
use store::{Store, StoreError, StoreOptions};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

/// A way to the database that stands still, once, where a word comes past.
struct Way {
    url: String,
    word: watch::Sender<&'static [u8]>,
}

impl Way {
    async fn to(url: &str) -> Self {
        let (user, rest) = url.split_once('@').unwrap();
        let (host, name) = rest.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let near = listener.local_addr().unwrap();
        let word = watch::Sender::new(&b""[..]);
        tokio::spawn(pass(listener, Arc::from(host), word.clone()));
        Self {
            url: format!("{user}@{near}/{name}"),
            word,
        }
    }
}

async fn pass(listener: TcpListener, host: Arc<str>, word: watch::Sender<&'static [u8]>) {
    while let Ok((near, _)) = listener.accept().await {
        let far = TcpStream::connect(&*host).await.unwrap();
        let (near, far) = (near.into_split(), far.into_split());
        tokio::spawn(pass_on(near.0, far.1, word.clone()));
        tokio::spawn(async move {
            let (mut from, mut to) = (far.0, near.1);
            let _ = copy(&mut from, &mut to).await;
        });
    }
}

/// Passes on what is asked; with the word both ends stay open and learn nothing.
async fn pass_on(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    word: watch::Sender<&'static [u8]>,
) {
    let mut bytes = vec![0; 65_536];
    while let Ok(count @ 1..) = from.read(&mut bytes).await {
        let wanted = *word.borrow();
        if !wanted.is_empty()
            && bytes[..count]
                .windows(wanted.len())
                .any(|part| part == wanted)
        {
            word.send_replace(b"");
            std::future::pending::<()>().await;
        }
        to.write_all(&bytes[..count]).await.unwrap();
    }
}

/// Nothing moves then but the clock, which runs on to the limit.
async fn a_batch_that_hangs_at(word: &'static [u8]) {
    let stage = stage::postgres().await;
    stage.add(durable()).await;
    let way = Way::to(&stage.options.url).await;
    let options = StoreOptions {
        url: way.url.clone(),
        key: stage.options.key,
    };
    let store = Store::connect(&options).await.unwrap();
    let write = async |number: u64| {
        let call = format!("call-{number}");
        let events = [event(stage.tenant.id, number, &call, Moment::AfterCall)];
        commit(&store, WORKER, &[stage.request(&events)], &[], ROOM).await
    };
    write(1).await.unwrap();

    way.word.send_replace(word);
    let hanging = tokio::spawn(hold_the_clock_once_empty(way.word.subscribe()));
    let refused = write(2).await.unwrap_err();
    hanging.await.unwrap();
    tokio::time::resume();
    assert!(
        matches!(&refused, StoreError::Unavailable(why) if why.contains("no answer for 30 s")),
        "{refused}"
    );

    let (answers, _) = write(3).await.unwrap();
    assert_eq!(answers[0].as_ref().unwrap().claims.len(), 1);
}

/// While the clock is held it runs on by itself to the next thing that waits for it.
async fn hold_the_clock_once_empty(mut word: watch::Receiver<&'static [u8]>) {
    word.wait_for(|word| word.is_empty()).await.unwrap();
    tokio::time::pause();
}

#[tokio::test]
async fn a_batch_that_is_not_answered_fails_and_the_next_one_is_written() {
    a_batch_that_hangs_at(b"call-2").await;
}

#[tokio::test]
async fn a_commit_that_is_not_answered_fails_and_the_next_batch_is_written() {
    a_batch_that_hangs_at(b"COMMIT").await;
}
