//! The table of the portal: pages, forms and server functions, each with the status that every
//! caller of `portal::CALLERS` is answered with.

use super::{
    Row,
    bodies::{FIRST_VERSION, LOG, PROBE, SAVING, TESTING, WISH, WOULD},
    row,
};

/// What is shown to members of whatever tenant.
const CABINET: [u16; 12] = [302, 302, 200, 200, 200, 200, 200, 200, 404, 404, 200, 200];
/// The page of one thing of the tenant.
const THING: [u16; 12] = [302, 302, 200, 200, 200, 200, 200, 404, 404, 404, 200, 200];
/// Readable by members; a list of what is their own is there for the stranger too.
const READ: [u16; 12] = [401, 401, 200, 200, 200, 200, 403, 200, 404, 404, 200, 200];
const READ_THING: [u16; 12] = [401, 401, 200, 200, 200, 200, 403, 404, 404, 404, 200, 200];
/// Changes of a thing by those who set up.
const SET_UP: [u16; 12] = [401, 401, 403, 200, 200, 200, 403, 404, 404, 404, 403, 200];
/// Changes of a thing by owner and manager.
const MANAGE: [u16; 12] = [401, 401, 403, 403, 200, 200, 403, 404, 404, 404, 403, 200];
/// The same where there is nothing to be found: a stranger changes their own.
const MANAGE_OWN: [u16; 12] = [401, 401, 403, 403, 200, 200, 403, 200, 404, 404, 403, 403];
/// Pages and functions of the staff portal.
const STAFF_PAGE: [u16; 12] = [302, 302, 404, 404, 404, 404, 404, 404, 200, 200, 200, 200];
const STAFF: [u16; 12] = [401, 401, 404, 404, 404, 404, 403, 404, 200, 200, 200, 200];

const ADMIN: [u16; 12] = [401, 401, 404, 404, 404, 404, 403, 404, 403, 200, 403, 403];

/// What an administrator does before its three days are over.
const ADMIN_EARLY: [u16; 12] = [401, 401, 404, 404, 404, 404, 403, 404, 403, 409, 403, 403];
const HANDOVER: &str = "id={tenant}&handover={handover}";
const SEEN: &str = r#"{"moment":"after_call","parameter":"department"}"#;

const JOB: [u16; 12] = [401, 401, 403, 403, 200, 200, 403, 200, 404, 404, 403, 200];
/// What is there for everybody who is signed in.
const PERSON_PAGE: [u16; 12] = [302, 302, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200];
const PERSON: [u16; 12] = [401, 401, 200, 200, 200, 200, 403, 200, 200, 200, 200, 200];
/// A change of one's own sign-in with a wrong password or code.
const WRONG: [u16; 12] = [401, 401, 422, 422, 422, 422, 403, 422, 422, 422, 422, 422];
/// Told to everybody.
const OPEN: [u16; 12] = [200, 200, 200, 200, 200, 200, 403, 200, 200, 200, 200, 200];
/// The log as a file.
const FILE: [u16; 12] = [401, 401, 200, 200, 200, 200, 200, 200, 404, 404, 200, 200];
/// What leads on, whoever asks: by a link that a mail brought, or by signing in.
const LEADS_ON: [u16; 12] = [303, 303, 303, 303, 303, 303, 403, 303, 303, 303, 303, 303];
/// What those who set up do in their own tenant: a stranger too.
const SET_UP_OWN: [u16; 12] = [401, 401, 403, 200, 200, 200, 403, 200, 404, 404, 403, 200];
/// A secret that a receiver has to know: for the tenant's people alone.
const SECRET: [u16; 12] = [401, 401, 403, 200, 200, 200, 403, 404, 404, 404, 403, 403];
const MANAGE_KEY: [u16; 12] = [401, 401, 403, 403, 200, 200, 403, 404, 404, 404, 403, 403];
/// What only an owner says about support.
const OWN: [u16; 12] = [401, 401, 403, 403, 403, 200, 403, 200, 404, 404, 403, 403];
const OWN_LOOK: [u16; 12] = [401, 401, 403, 403, 403, 200, 403, 404, 404, 404, 403, 403];
/// Forms of those who may look in; `looking` and `writing` look in no more afterwards.
const LOOKERS: [u16; 12] = [401, 401, 404, 404, 404, 404, 403, 404, 303, 303, 303, 303];

pub(super) const ROWS: &[Row<12>] = &[
    row("GET /", "", [302; 12]),
    row("GET /sign-in", "", [200; 12]),
    row("GET /integrations", "", CABINET),
    row("GET /integrations/new", "", CABINET),
    row("GET /integrations/{integration}", "", THING),
    row("GET /deliveries", "", CABINET),
    row("GET /deliveries/{delivery}", "", THING),
    row("GET /calls", "", CABINET),
    row("GET /calls/call-1", "", THING),
    row("GET /settings", "", CABINET),
    row(
        "GET /audit",
        "",
        [302, 302, 403, 403, 200, 200, 200, 200, 404, 404, 200, 200],
    ),
    row(
        "get_audit",
        "after=",
        [401, 401, 403, 403, 200, 200, 403, 200, 404, 404, 200, 200],
    ),
    row("set_support", "access=open&writes=on", OWN),
    row("answer_look", "id={waiting_look}&agreed=true", OWN_LOOK),
    row("end_look", "id={waiting_look}", OWN),
    row(
        "show_number",
        r#"{"of":{"call":"call-1"}}"#,
        [401, 401, 403, 403, 200, 200, 403, 404, 404, 404, 200, 200],
    ),
    row("GET /staff", "", STAFF_PAGE),
    row("GET /staff/tenants/{tenant}", "", STAFF_PAGE),
    row("GET /staff/mail", "", STAFF_PAGE),
    row("list_mails", "after=", STAFF),
    row("read_mail", "id={mail}", STAFF),
    row("GET /staff/system", "", STAFF_PAGE),
    row("GET /staff/people", "", STAFF_PAGE),
    row("GET /staff/audit", "", STAFF_PAGE),
    row(
        "GET /staff/look",
        "",
        [302, 302, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200],
    ),
    // To whoever is not of the tenant the inspector is a receiver of requests.
    row(
        "GET /inspect/{token}",
        "",
        [200, 200, 403, 403, 200, 200, 200, 200, 200, 200, 403, 403],
    ),
    row("GET /nowhere", "", [404; 12]),
    row("list_integrations", "", READ),
    row(
        "set_integration_enabled",
        "id={integration}&enabled=true",
        SET_UP,
    ),
    row("duplicate_integration", "id={integration}", SET_UP),
    row("delete_integration", "id={new_integration}", SET_UP),
    row("restore_integration", "id={deleted_integration}", SET_UP),
    row("load_editor", r#"{"id":"{integration}"}"#, READ_THING),
    row("save_integration", SAVING, SET_UP),
    row("list_versions", FIRST_VERSION, READ_THING),
    row("get_version", FIRST_VERSION, SET_UP),
    row("test_integration", TESTING, SET_UP),
    row("would_have_sent", WOULD, READ),
    row("list_seen", SEEN, READ),
    row(
        "list_key_ends",
        r#"{"owner":{"integration":"{integration}"}}"#,
        READ,
    ),
    row(
        "set_key_end",
        r#"{"owner":{"integration":"{integration}"},"name":"signature","day":""}"#,
        SET_UP,
    ),
    row(
        "enable_integration",
        r#"{"id":"{integration}","enabled":true}"#,
        SET_UP,
    ),
    row("show_signature_secret", r#"{"id":"{integration}"}"#, SECRET),
    row("get_old_stamp", r#"{"id":"{integration}"}"#, READ_THING),
    row(
        "rotate_stamp",
        r#"{"id":"{new_integration}","overlap":"24h"}"#,
        SECRET,
    ),
    row("end_old_stamp", r#"{"id":"{integration}"}"#, SET_UP),
    row("list_deliveries", LOG, READ),
    row("get_delivery", "id={delivery}", READ_THING),
    row("send_again", "id={delivery}", MANAGE),
    // It was answered.
    row(
        "set_arrived",
        "id={delivery}&arrived=true",
        [401, 401, 403, 403, 409, 409, 403, 404, 404, 404, 403, 409],
    ),
    row(
        "list_calls",
        r#"{"query":{"q":"","period":"","standing":"","project":"","after":""}}"#,
        READ,
    ),
    row("get_call", "call_id=call-1", READ_THING),
    row("send_failed", "call_id=call-1", MANAGE),
    row("GET /overview", "", CABINET),
    row("get_live", "", READ),
    row("get_overview", "", READ),
    row("GET /forgotten", "", [200; 12]),
    row("GET /reset/{reset}", "", [200; 12]),
    row("GET /invitation/{invitation}", "", [200; 12]),
    row("check_reset", "token={reset}", OPEN),
    row("get_invitation", "token={invitation}", OPEN),
    row("GET /clients", "", PERSON_PAGE),
    row("list_clients", "", PERSON),
    row("GET /settings/people", "", CABINET),
    row("get_people", "", READ),
    row("invite", "email={new_email}&role=viewer", OWN),
    row("withdraw_invitation", "id={new_invitation}", OWN_LOOK),
    row("change_member", "id={new_member}&role=viewer", OWN_LOOK),
    row("get_ties", "id={new_member}", OWN_LOOK),
    row(
        "remove_member",
        "id={new_member}&revoke_keys=false",
        OWN_LOOK,
    ),
    row("GET /settings/security", "", PERSON_PAGE),
    row("get_security", "", PERSON),
    row(
        "end_session",
        "id={owner_session}",
        [401, 401, 404, 404, 404, 200, 403, 404, 404, 404, 404, 404],
    ),
    row("end_other_sessions", "", PERSON),
    row(
        "change_password",
        "password=wrong&new_password=correct+horse",
        WRONG,
    ),
    row("begin_second_factor", "password=wrong", WRONG),
    // A wrong code for what the owner began, and the others did not.
    row(
        "confirm_second_factor",
        "code={owner_code}",
        [401, 401, 404, 404, 404, 422, 403, 404, 404, 404, 404, 404],
    ),
    row("remove_second_factor", "password=wrong", WRONG),
    row(
        "change_email",
        "password=wrong&email=new@shop.example",
        WRONG,
    ),
    row("GET /second-factor", "", [200; 12]),
    // Without a first factor there is nothing to confirm.
    row("POST /second-factor", "code=000000", LEADS_ON),
    row("GET /email/{email_change}", "", [200; 12]),
    row("get_email_change", "token={email_change}", OPEN),
    row("POST /email/{email_change}", "", LEADS_ON),
    row("GET /source-addresses", "", [200; 12]),
    row("list_source_addresses", "", OPEN),
    row("GET /api-reference", "", [200; 12]),
    row("GET /settings/data", "", CABINET),
    row("get_data", "", READ),
    row("update_retention", "answers_days=30&calls_days=365", OWN),
    row("erase_number", "phone=%2B380441112233", OWN),
    row(
        "POST /personal-data",
        "phone=%2B380441112233",
        [303, 303, 403, 403, 403, 200, 403, 200, 404, 404, 403, 403],
    ),
    row("GET /presets", "", CABINET),
    row("GET /presets/{preset}", "", CABINET),
    row("list_presets", "", READ),
    row("get_preset", "key={preset}", READ),
    row(
        "make_preset",
        "form[key]={preset}&form[name]=x&form[uses][message]=on&form[answers][slack]=https://hooks.slack.com/services/T0/B0/XX",
        SET_UP_OWN,
    ),
    row("count_as_failed", "id={doubtful}", SET_UP),
    row("test_saved", r#"{"id":"{integration}"}"#, SET_UP),
    row("test_probe", PROBE, SET_UP),
    row(
        "GET /live/deliveries",
        "",
        [401, 401, 200, 200, 200, 200, 200, 200, 401, 401, 200, 200],
    ),
    row("GET /export/deliveries.csv", "", FILE),
    row("GET /export/deliveries.xlsx", "", FILE),
    row("GET /missing", "", CABINET),
    row(
        "list_missing",
        r#"{"query":{"integration":"","period":"","after":""}}"#,
        READ,
    ),
    row("count_log", LOG, READ),
    row("follow_export", "mark=1", READ),
    row("GET /exports", "", CABINET),
    row("list_exports", "after=", READ),
    row("stop_export", "id={export}", MANAGE),
    row(
        "save_view",
        "name=Failed&address=/deliveries?state=failed",
        [401, 401, 200, 200, 200, 200, 403, 200, 404, 404, 403, 403],
    ),
    row(
        "keep_columns",
        "columns=state.call",
        [401, 401, 200, 200, 200, 200, 403, 200, 404, 404, 403, 403],
    ),
    row(
        "delete_view",
        "id={owner_view}",
        [401, 401, 404, 404, 404, 200, 403, 404, 404, 404, 403, 403],
    ),
    row("send_selected", r#"{"ids":["{delivery}"]}"#, MANAGE),
    row("foresee", r#"{"of":{"Rows":["{delivery}"]}}"#, JOB),
    row("list_standing_incidents", "", READ),
    row("list_incidents_of", "id={integration}", READ),
    row("list_readers", "", READ),
    row("get_notifications", "", READ),
    row("update_notifications", "gather=15&expired=1440", MANAGE_OWN),
    row("send_lost", "id={integration}", JOB),
    row("GET /incoming", "", CABINET),
    row(
        "list_incoming",
        r#"{"query":{"refused":false,"from":"","after":"","show":""}}"#,
        READ,
    ),
    row("mend", r#"{"id":"{incoming}","body":""}"#, MANAGE),
    row("GET /test-bench", "", CABINET),
    row("get_bench", "", READ),
    row(
        "simulate",
        r#"{"told":{"scenario":"missed","act":0,"call_id":"","phone":"+380501112233","only":null}}"#,
        SET_UP_OWN,
    ),
    row("list_arrivals", "", READ),
    row("search", "text=CRM", READ),
    row("GET /help/signature", "", PERSON_PAGE),
    row("get_guide", "guide=Signature", PERSON),
    row("GET /connections", "", CABINET),
    row("GET /connections/new", "", CABINET),
    row("GET /connections/{new_connection}", "", THING),
    // Off to the CRM, for those who set up.
    row(
        "GET /connections/{agreed_connection}/authorize",
        "",
        [404, 404, 404, 303, 303, 303, 303, 404, 404, 404, 404, 303],
    ),
    row("GET /oauth/callback", "", [303; 12]),
    row("list_connections", "", READ),
    row("get_connection", "id={new_connection}", READ_THING),
    row(
        "save_connection",
        "form[id]={new_connection}&form[name]=CRM&form[url]={url}&form[way]=none&form[parallel]=8",
        SET_UP,
    ),
    row("delete_connection", "id={new_connection}", SET_UP),
    row("restore_connection", "id={deleted_connection}", SET_UP),
    row("GET /jobs", "", CABINET),
    row("list_jobs", "", READ),
    row("count_job", WISH, JOB),
    row("create_job", WISH, JOB),
    row("set_job_state", "id={new_job}&state={job_state}", MANAGE),
    row("get_settings", "", READ),
    row(
        "update_company",
        "name=Shop&zone=Europe/Kyiv&country=UA&language=en",
        MANAGE_OWN,
    ),
    row(
        "update_hours",
        "from[]=09:00&to[]=18:00&holidays=12-25",
        MANAGE_OWN,
    ),
    row(
        "create_project",
        "name={new_email}&zone=&country=",
        MANAGE_OWN,
    ),
    row(
        "update_project",
        "id={new_project}&name={new_email}&zone=&country=",
        MANAGE_KEY,
    ),
    row(
        "merge_project",
        "id={new_project}&into={new_project}",
        MANAGE_KEY,
    ),
    row("delete_project", "id={new_project}", MANAGE_KEY),
    row("create_key", "scope=ingest&name=PBX&networks=", MANAGE_OWN),
    row("rotate_key", "id={new_key}&overlap=24h", MANAGE_KEY),
    row(
        "update_sender",
        "id={new_key}&name=PBX&networks=203.0.113.7",
        MANAGE_KEY,
    ),
    row("end_replaced", "id={new_key}", MANAGE_KEY),
    row("revoke_key", "id={new_key}", MANAGE_KEY),
    row(
        "create_source",
        "adapter=zadarma&name=PBX&secret=secret&networks=",
        MANAGE_OWN,
    ),
    row(
        "rotate_source",
        "id={new_source}&secret=secret&overlap=1h",
        MANAGE_KEY,
    ),
    row("delete_source", "id={new_source}", MANAGE_KEY),
    row("restore_source", "id={deleted_source}", MANAGE_KEY),
    row(
        "inspect",
        "token={token}&show=",
        [401, 401, 403, 403, 200, 200, 403, 404, 404, 404, 403, 403],
    ),
    row(
        "clear_inspected",
        "token={token}",
        [401, 401, 403, 403, 200, 200, 403, 404, 404, 404, 403, 403],
    ),
    row("list_tenants", "search=", STAFF),
    row("get_tenant", "id={tenant}", STAFF),
    row("get_system", "", STAFF),
    row("get_growth", "", STAFF),
    row("list_staff", "", STAFF),
    row("list_staff_audit", "after=", STAFF),
    row(
        "suspend_tenant",
        "id={new_tenant}&reason=The+invoice+is+not+paid",
        ADMIN,
    ),
    row("resume_tenant", "id={suspended_tenant}", ADMIN),
    row(
        "ask_handover",
        "id={tenant}&member={new_member}&reason=Nobody+answers",
        ADMIN,
    ),
    row("hand_over", HANDOVER, ADMIN_EARLY),
    row("withdraw_handover", HANDOVER, ADMIN),
    row("refuse_handover", "id={handover}", OWN_LOOK),
    row("add_staff", "email={new_email}&role=support", ADMIN),
    row("set_staff_role", "id={new_staff}&role=support", ADMIN),
    row("remove_staff", "id={new_staff}", ADMIN),
    // The eleventh within a while has to wait.
    row(
        "POST /forgotten",
        "email=nobody@shop.example",
        [303, 303, 303, 303, 303, 303, 403, 303, 303, 303, 303, 429],
    ),
    row("POST /language", "language=en&back=/", LEADS_ON),
    row(
        "POST /tenant",
        "tenant={tenant}",
        [303, 303, 303, 303, 303, 303, 403, 404, 404, 404, 404, 404],
    ),
    row(
        "POST /staff/look/enter",
        "look={agreed_look}",
        [401, 401, 404, 404, 404, 404, 403, 404, 404, 404, 404, 404],
    ),
    row(
        "POST /staff/look/write",
        "password=correct+horse+battery",
        [401, 401, 404, 404, 404, 404, 403, 404, 404, 404, 303, 303],
    ),
    row("POST /staff/look/leave", "", LOOKERS),
    row(
        "POST /staff/look/begin",
        "tenant={tenant}&member={member}&ticket=48213&reason=Why&minutes=15",
        LOOKERS,
    ),
    // These end the sessions of those who ask: nothing may follow.
    row("POST /sign-out", "", LEADS_ON),
];

/// Asked each on its own: the wrong passwords of the rows above would have closed the door, and
/// whoever sets a password or joins is somebody else afterwards.
pub(super) const ALONE: &[Row<12>] = &[
    row(
        "POST /sign-in",
        "email=olena@shop.example&password=correct+horse+battery",
        LEADS_ON,
    ),
    row(
        "POST /reset/{reset}",
        "password=correct+horse+battery",
        LEADS_ON,
    ),
    row(
        "POST /invitation/{invitation}",
        "password=correct+horse+battery",
        LEADS_ON,
    ),
];
