//! A sender that follows a script instead of the network.

use crate::sender::{PreparedRequest, Sender};
use domain::{Cause, Outcome, Timings, answer::of_status};
use futures::future::BoxFuture;
use std::sync::{Mutex, PoisonError};

/// What the script says to a request.
pub type Reply = Box<dyn Fn(PreparedRequest) -> BoxFuture<'static, Outcome> + Send + Sync>;

/// Keeps what it was given and answers as it was told.
pub struct ScriptedSender {
    reply: Reply,
    sent: Mutex<Vec<PreparedRequest>>,
}

impl ScriptedSender {
    /// A sender that asks `reply` for each answer.
    #[must_use]
    pub fn new(reply: Reply) -> Self {
        Self {
            reply,
            sent: Mutex::new(Vec::new()),
        }
    }

    /// A sender that answers everything with one status, at once.
    #[must_use]
    pub fn always(status: u16) -> Self {
        Self::new(Box::new(move |_| {
            Box::pin(std::future::ready(answered(status)))
        }))
    }

    /// What was sent so far, in its order.
    #[must_use]
    pub fn sent(&self) -> Vec<PreparedRequest> {
        self.sent
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

#[async_trait::async_trait]
impl Sender for ScriptedSender {
    async fn send(&self, request: PreparedRequest) -> Outcome {
        self.sent
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(request.clone());
        (self.reply)(request).await
    }
}

/// An accepting answer.
#[must_use]
pub fn accepted() -> Outcome {
    answered(200)
}

/// An answer with a status and nothing else.
#[must_use]
pub fn answered(status: u16) -> Outcome {
    Outcome {
        cause: of_status(status),
        status: Some(status),
        ..unanswered(Cause::Broken)
    }
}

/// The outcome of a request that got no answer.
#[must_use]
pub fn unanswered(cause: Cause) -> Outcome {
    Outcome {
        cause,
        status: None,
        retry_after_ms: None,
        headers: Vec::new(),
        body: String::new(),
        body_cut: false,
        detail: String::new(),
        timings: Timings::default(),
    }
}
