//! What the calls of the tables say.

pub(super) const LOG: &str = r#"{"query":{"q":"","state":"","integration":"","project":"","moment":"","code":"","period":"","after":""}}"#;
pub(super) const WISH: &str = r#"{"wish":{"SendAgain":{"q":"","state":"failed","integration":"","project":"","moment":"","code":"","period":"","after":""}}}"#;
pub(super) const SAVING: &str = r#"{"saving":{"id":"{integration}","version":null,"secrets":{},
    "draft":{"name":"CRM","url":"{url}","moment":"after_call","method":"GET","signature":true}}}"#;
pub(super) const WOULD: &str =
    r#"{"draft":{"name":"CRM","url":"https://x.com/","moment":"after_call","method":"GET"}}"#;
pub(super) const TESTING: &str = r#"{"testing":{"id":"{integration}","secrets":{},"call":"made_up",
    "draft":{"name":"CRM","url":"{url}","moment":"after_call","method":"GET","signature":true}}}"#;
pub(super) const FIRST_VERSION: &str = r#"{"id":"{integration}","version":1}"#;
pub(super) const PROBE: &str = r#"{"id":"{integration}","probe":"duplicate","run":1}"#;
/// The beginning of a call, as Zadarma tells it.
pub(super) const ZADARMA: &str = "event=NOTIFY_START&call_start=2026-03-07+10%3A20%3A01&pbx_call_id=in_1a2b3c4d5e&caller_id=380501112233&called_did=380443334455";
/// The same of Twilio.
pub(super) const TWILIO: &str = "CallSid=CA0a&CallStatus=ringing&Direction=inbound&From=%2B380501112233&To=%2B15005550006&Timestamp=Sun%2C+25+Mar+2018+09%3A52%3A10+%2B0000";
