//! What the telephony sends: by whom, and why it is refused.

use crate::catalogue::catalogue;

catalogue! {
    /// What a request came with.
    pub enum Sender {
        /// A telephony key.
        Key = "key",
        /// A source of Zadarma.
        Zadarma = "zadarma",
        /// A source of Twilio.
        Twilio = "twilio",
    }
}

catalogue! {
    /// Why a request was refused; the keys are those of the API's problems.
    pub enum Refusal {
        /// It is not what its content type says.
        Malformed = "malformed",
        /// Its signature does not fit.
        Signature = "signature",
        /// It is larger than a request may be.
        TooLarge = "body_too_large",
        /// Its content type is another one.
        MediaType = "media_type",
        /// Fields of it cannot be read.
        Fields = "fields",
        /// Its `Idempotency-Key` came with another body before.
        KeyReused = "idempotency_key",
        /// It did not arrive in time.
        TooSlow = "timeout",
    }
}
