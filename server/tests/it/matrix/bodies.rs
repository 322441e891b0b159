//! What the calls of the portal's table say.

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
