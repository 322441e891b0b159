//! What the calls of the portal's table say.

pub(super) const LOG: &str = r#"{"query":{"q":"","state":"","integration":"","project":"","moment":"","code":"","period":"","after":""}}"#;
pub(super) const CONNECTION: &str = "form[id]=&form[version]=&form[name]=&form[url]=&form[way]=path&\
    form[query_name]=&form[header_name]=&form[key]=&form[login]=&form[password]=&form[token]=&\
    form[token_url]=&form[authorize_url]=&form[client_id]=&form[client_secret]=&\
    form[refresh_token]=&form[scope]=&form[client_auth]=form&form[per_second]=&form[parallel]=";
pub(super) const WISH: &str = r#"{"wish":{"SendAgain":{"q":"","state":"failed","integration":"","project":"","moment":"","code":"","period":"","after":""}}}"#;
pub(super) const SAVING: &str = r#"{"saving":{"id":"{integration}","version":null,"secrets":{},
    "draft":{"name":"CRM","url":"{url}","moment":"after_call","method":"GET","signature":true}}}"#;
pub(super) const WOULD: &str =
    r#"{"draft":{"name":"CRM","url":"https://x.com/","moment":"after_call","method":"GET"}}"#;
pub(super) const TESTING: &str = r#"{"testing":{"id":"{integration}","secrets":{},"call":"made_up",
    "draft":{"name":"CRM","url":"{url}","moment":"after_call","method":"GET","signature":true}}}"#;
