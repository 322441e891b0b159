//! The closed lists: headings of the catalogue, and the values of parameters that have few.

use crate::catalogue::catalogue;

catalogue! {
    /// Under which heading a parameter is offered.
    pub enum Group {
        /// The call and the event themselves.
        Call = "call",
        /// The client.
        Caller = "caller",
        /// The company's line.
        Number = "number",
        /// Who was rung and who answered.
        Answer = "answer",
        /// The forwarding scheme.
        Scheme = "scheme",
        /// Times and durations.
        Time = "time",
        /// Recordings and transcripts.
        Recording = "recording",
        /// Earlier calls of the same client.
        History = "history",
        /// Where the client came from.
        Source = "source",
        /// What was said of the call afterwards.
        Rating = "rating",
        /// What the call cost.
        Cost = "cost",
        /// What the CRM knows.
        Crm = "crm",
        /// The customer's own.
        Custom = "custom",
    }
}

catalogue! {
    /// How a call ended.
    pub enum CallStatus {
        /// Somebody talked to the client.
        Answered = "answered",
        /// Nobody picked up.
        NoAnswer = "no_answer",
        /// The line was busy.
        Busy = "busy",
        /// The client hung up before anybody picked up.
        Abandoned = "abandoned",
        /// The client left a message.
        Voicemail = "voicemail",
        /// Nobody works at that hour.
        AfterHours = "after_hours",
        /// The telephony could not connect.
        Failed = "failed",
        /// The telephony did not say.
        Unknown = "unknown",
    }
}

catalogue! {
    /// Who rang whom; the client is `caller_number` in both.
    pub enum Direction {
        /// The client rang.
        In = "in",
        /// The company rang.
        Out = "out",
    }
}

catalogue! {
    /// How the call came about.
    pub enum CallType {
        /// A number shown to one visitor.
        Dynamic = "dynamic",
        /// A number shown to everybody.
        Static = "static",
        /// The client asked to be rung.
        Callback = "callback",
    }
}

catalogue! {
    /// What a step of the forwarding scheme rings.
    pub enum StepType {
        /// One person.
        Employee = "employee",
        /// Several at once.
        Group = "group",
        /// Several, one after another.
        Queue = "queue",
        /// A voice menu.
        Ivr = "ivr",
        /// A number outside.
        Number = "number",
    }
}

catalogue! {
    /// Who ended the call.
    pub enum HangupBy {
        /// The client.
        Caller = "caller",
        /// The company's person.
        Company = "company",
        /// The telephony.
        System = "system",
        /// The telephony did not say.
        Unknown = "unknown",
    }
}
