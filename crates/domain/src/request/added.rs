//! What Hookline adds to a rendered request at each try. The engine sends it and the log shows
//! it from here, so that the two cannot differ.

use super::{OutgoingRequest, Piece, Rich};
use crate::{id::DeliveryId, integration::SIGNATURE_SECRET};

/// Headers that every request carries where the integration does not set them itself.
pub const DEFAULTS: [(&str, &str); 2] = [("user-agent", "Hookline/1"), ("accept", "*/*")];
/// Bodies of answers are read as they come: a cap on compressed bytes would be none. An
/// integration cannot set it.
pub const UNCOMPRESSED: (&str, &str) = ("accept-encoding", "identity");
/// By which a receiver tells a repeated try from a new delivery.
pub const ID_HEADER: &str = "webhook-id";
/// When the try began.
pub const TIMESTAMP_HEADER: &str = "webhook-timestamp";
/// By which a receiver checks who sent it.
pub const SIGNATURE_HEADER: &str = "webhook-signature";
/// What the signature begins with: the version of the scheme.
const SCHEME: &str = "v1,";

/// A try, as far as its receiver is told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentTry {
    /// Which delivery it is of.
    pub delivery_id: DeliveryId,
    /// Which step of it; 0 is the first.
    pub step: usize,
    /// When it began, in milliseconds since 1970.
    pub started_at: i64,
    /// Whether the integration signs.
    pub signs: bool,
}

impl SentTry {
    /// What stands in [`ID_HEADER`]: the delivery, with the number of the step from the second
    /// on.
    #[must_use]
    pub fn id(&self) -> String {
        match self.step {
            0 => self.delivery_id.to_string(),
            further => format!("{}.{}", self.delivery_id, further + 1),
        }
    }

    /// What stands in [`TIMESTAMP_HEADER`]: whole seconds since 1970.
    #[must_use]
    pub fn timestamp(&self) -> String {
        self.started_at.div_euclid(1_000).to_string()
    }
}

impl OutgoingRequest {
    /// The request with what a try added to it: what the receiver got, secrets masked. Only to be
    /// shown: the hash that the log keeps is over the request without.
    #[must_use]
    pub fn sent(mut self, this: &SentTry) -> Self {
        let is_own = |name: &str| self.headers.iter().any(|(own, _)| own == name);
        let mut headers = DEFAULTS.to_vec();
        headers.retain(|(name, _)| !is_own(name));
        let mut headers: Vec<_> = headers.into_iter().map(plain).collect();
        headers.append(&mut self.headers);
        headers.push(plain((ID_HEADER, &this.id())));
        headers.push(plain((TIMESTAMP_HEADER, &this.timestamp())));
        if this.signs {
            let masked = vec![Piece::added(SCHEME), Piece::secret(SIGNATURE_SECRET)];
            headers.push((SIGNATURE_HEADER.to_owned(), Rich(masked)));
        }
        headers.push(plain(UNCOMPRESSED));
        Self { headers, ..self }
    }
}

fn plain((name, value): (&str, &str)) -> (String, Rich) {
    (name.to_owned(), Rich(vec![Piece::added(value)]))
}
