//! A mail server: takes mail as one does, and refuses what it is told to.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// A mail as it came in.
#[derive(Debug, Clone)]
pub struct Received {
    pub from: String,
    pub to: String,
    pub subject: String,
    pub headers: String,
    pub text: String,
    pub html: String,
}

#[derive(Default)]
struct Box {
    received: Mutex<Vec<Received>>,
    /// What is answered to a recipient in place of 250.
    answers: Mutex<BTreeMap<String, &'static str>>,
}

/// The mail server; it ends with the test.
pub struct MailServer {
    pub address: SocketAddr,
    kept: Arc<Box>,
    task: JoinHandle<()>,
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl MailServer {
    pub async fn start() -> Self {
        Self::at("127.0.0.1:0".parse().unwrap()).await
    }

    pub async fn at(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let kept = Arc::new(Box::default());
        let of_task = Arc::clone(&kept);
        let task = tokio::spawn(async move {
            loop {
                let (peer, _) = listener.accept().await.unwrap();
                let kept = Arc::clone(&of_task);
                tokio::spawn(async move { talk(peer, &kept).await });
            }
        });
        Self {
            address,
            kept,
            task,
        }
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// From now on answers so to whoever sends to a recipient.
    pub fn answer(&self, recipient: &str, answer: &'static str) {
        let mut answers = self.kept.answers.lock().unwrap();
        answers.insert(recipient.to_owned(), answer);
    }

    /// What came in so far.
    pub fn received(&self) -> Vec<Received> {
        self.kept.received.lock().unwrap().clone()
    }

    /// What came in for somebody.
    pub fn received_by(&self, recipient: &str) -> Vec<Received> {
        let mut received = self.received();
        received.retain(|mail| mail.to == recipient);
        received
    }
}

/// Ends where the other side hangs up.
async fn talk(peer: TcpStream, kept: &Box) -> Option<()> {
    let (reader, mut writer) = peer.into_split();
    let mut lines = BufReader::new(reader).lines();
    let (mut from, mut to) = (String::new(), String::new());
    writer.write_all(b"220 mail.example\r\n").await.ok()?;
    while let Some(line) = lines.next_line().await.ok()? {
        let address = line
            .split_once('<')
            .and_then(|(_, rest)| rest.split_once('>'));
        let address = address.map_or("", |(address, _)| address).to_owned();
        let answer = match line.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => "250 mail.example",
            "MAIL" => {
                from = address;
                "250 ok"
            }
            "RCPT" => {
                to = address;
                let answers = kept.answers.lock().unwrap();
                answers.get(&to).copied().unwrap_or("250 ok")
            }
            "DATA" => "354 go on",
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        writer
            .write_all(format!("{answer}\r\n").as_bytes())
            .await
            .ok()?;
        if answer.starts_with("354") {
            let mut data = String::new();
            loop {
                let line = lines.next_line().await.ok()??;
                if line == "." {
                    break;
                }
                data.push_str(line.strip_prefix('.').unwrap_or(&line));
                data.push('\n');
            }
            let mail = received(&from, &to, &data);
            kept.received.lock().unwrap().push(mail);
            writer.write_all(b"250 taken\r\n").await.ok()?;
        }
    }
    Some(())
}

fn received(from: &str, to: &str, data: &str) -> Received {
    let (headers, body) = data.split_once("\n\n").unwrap();
    let headers = headers.replace("\n ", " ").replace("\n\t", " ");
    let header = |name: &str| {
        let mut lines = headers.lines();
        lines
            .find_map(|line| line.strip_prefix(name))
            .unwrap_or_else(|| panic!("{name} is not in {headers}"))
    };
    let boundary = header("Content-Type: multipart/alternative;");
    let boundary = boundary.trim().strip_prefix("boundary=").unwrap();
    let parts: Vec<&str> = body
        .split(&format!("--{}", boundary.trim_matches('"')))
        .collect();
    Received {
        from: from.to_owned(),
        to: to.to_owned(),
        subject: words(header("Subject: ")),
        text: part(parts[1]),
        html: part(parts[2]),
        headers: headers.clone(),
    }
}

/// The words of a header, of which some are in base64.
fn words(header: &str) -> String {
    let mut words = Vec::new();
    let mut is_encoded = false;
    for word in header.split(' ') {
        let encoded = word
            .strip_prefix("=?utf-8?b?")
            .and_then(|rest| rest.strip_suffix("?="));
        let bytes = match encoded {
            Some(encoded) => BASE64_STANDARD.decode(encoded).unwrap(),
            None => word.as_bytes().to_vec(),
        };
        // Blanks between two encoded words belong to none of them.
        let is_joined = words.is_empty() || (is_encoded && encoded.is_some());
        if !is_joined {
            words.push(b' ');
        }
        is_encoded = encoded.is_some();
        words.extend(bytes);
    }
    String::from_utf8(words).unwrap()
}

/// The text of a part.
fn part(part: &str) -> String {
    let (headers, body) = part.trim_start().split_once("\n\n").unwrap();
    let bytes = if headers.contains("base64") {
        let packed: String = body.split_whitespace().collect();
        BASE64_STANDARD.decode(packed).unwrap()
    } else if headers.contains("quoted-printable") {
        unquoted(&body.replace("=\n", ""))
    } else {
        body.as_bytes().to_vec()
    };
    String::from_utf8(bytes).unwrap().replace("\r\n", "\n")
}

fn unquoted(text: &str) -> Vec<u8> {
    let mut pieces = text.split('=');
    let mut bytes = pieces.next().unwrap_or_default().as_bytes().to_vec();
    for piece in pieces {
        let (code, rest) = piece.split_at(2);
        bytes.push(u8::from_str_radix(code, 16).unwrap());
        bytes.extend(rest.as_bytes());
    }
    bytes
}
