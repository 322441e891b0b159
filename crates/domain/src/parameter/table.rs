//! The table itself: name, group, kind, example, and when it is known.
//!
//! The marks stand for `before_call`, `forwarding_step`, `answered`, `after_call`,
//! `after_rating` and `call_updated`: `+` known, `~` maybe, `-` not yet.

use super::{CallStatus, CallType, Direction, Example, Group, HangupBy, Kind, Parameter, StepType};
use crate::{Moment, hours::IN_WORKING_HOURS};

/// Stands for the custom family.
#[rustfmt::skip]
pub(super) const CUSTOM: Parameter = core("custom.*", Group::Custom, Kind::Text, Example::Text("A-1042"), "~~~~~~");
/// Stands for what earlier answers of the same delivery said.
#[rustfmt::skip]
pub(super) const STEP: Parameter = more("step.*", Group::Crm, Kind::Text, Example::Text("797"), "~~~~~~");
/// Stands for what answers left on the call.
#[rustfmt::skip]
pub(super) const CRM: Parameter = more("crm.*", Group::Crm, Kind::Text, Example::Text("797"), "~~~~~~");

/// A parameter that is offered first.
const fn core(
    name: &'static str,
    group: Group,
    kind: Kind,
    example: Example,
    known: &'static str,
) -> Parameter {
    Parameter {
        name,
        is_core: true,
        group,
        kind,
        example,
        known,
    }
}

/// A parameter that is offered after the core ones.
const fn more(
    name: &'static str,
    group: Group,
    kind: Kind,
    example: Example,
    known: &'static str,
) -> Parameter {
    Parameter {
        is_core: false,
        ..core(name, group, kind, example, known)
    }
}

/// One entry a line, so that the table can be read down.
#[rustfmt::skip]
pub(super) const ALL: &[Parameter] = &[
    core("call_id", Group::Call, Kind::Text, Example::Text("ua-1771234567.8812"), "++++++"),
    more("moment", Group::Call, Kind::Choice(Moment::KEYS), Example::Text("after_call"), "++++++"),
    more("event_id", Group::Call, Kind::Text, Example::Text("evt_0192f0c46f7e7c31a5d28e0b6c1f9a42"), "++++++"),
    more("occurred_at", Group::Call, Kind::Time, Example::Time(1_772_871_631_000), "++++++"),
    more("event_seq", Group::Call, Kind::Integer, Example::Integer(3), "++++++"),
    more("attempt", Group::Call, Kind::Integer, Example::Integer(1), "++++++"),
    more("is_test", Group::Call, Kind::Boolean, Example::Boolean(true), "++++++"),
    more("project_id", Group::Call, Kind::Text, Example::Text("1042"), "++++++"),
    core("project_name", Group::Call, Kind::Text, Example::Text("Shop Kyiv"), "++++++"),
    core("direction", Group::Call, Kind::Choice(Direction::KEYS), Example::Text("in"), "++++++"),
    core("call_type", Group::Call, Kind::Choice(CallType::KEYS), Example::Text("dynamic"), "++++++"),
    core("status", Group::Call, Kind::Choice(CallStatus::KEYS), Example::Text("answered"), "--++++"),
    more("is_answered", Group::Call, Kind::Boolean, Example::Boolean(true), "--++++"),
    more("is_missed", Group::Call, Kind::Boolean, Example::Boolean(false), "---+++"),
    more("is_voicemail", Group::Call, Kind::Boolean, Example::Boolean(false), "---+++"),
    more("hangup_cause", Group::Call, Kind::Text, Example::Text("16"), "---+++"),
    more("hangup_by", Group::Call, Kind::Choice(HangupBy::KEYS), Example::Text("caller"), "---~~~"),
    core("caller_number", Group::Caller, Kind::Phone, Example::Phone(&["+380501112233", "050 111 2233", "+380 50 111 2233", "UA"]), "++++++"),
    more("caller_name", Group::Caller, Kind::Text, Example::Text("TEST Hookline"), "~~~~~~"),
    more("caller_country", Group::Caller, Kind::Country, Example::Text("UA"), "++++++"),
    core("caller_region", Group::Caller, Kind::Text, Example::Text("Kyiv"), "~~~~~~"),
    more("caller_city", Group::Caller, Kind::Text, Example::Text("Kyiv"), "~~~~~~"),
    more("is_anonymous", Group::Caller, Kind::Boolean, Example::Boolean(false), "++++++"),
    core("tracking_number", Group::Number, Kind::Phone, Example::Phone(&["+380443334455", "044 333 4455", "+380 44 333 4455", "UA"]), "++++++"),
    more("tracking_number_name", Group::Number, Kind::Text, Example::Text("Google Ads 1"), "++++++"),
    core("pool_name", Group::Number, Kind::Text, Example::Text("kyiv-dynamic"), "++++++"),
    core("destination_number", Group::Answer, Kind::Phone, Example::Phone(&["+380672223344", "067 222 3344", "+380 67 222 3344", "UA"]), "-+++++"),
    core("connected_with", Group::Answer, Kind::Text, Example::Text("shop_manager1"), "--++++"),
    more("additional_number", Group::Answer, Kind::Text, Example::Text("102"), "~+++++"),
    core("employee_id", Group::Answer, Kind::Text, Example::Text("57"), "-~++++"),
    core("employee_name", Group::Answer, Kind::Text, Example::Text("Ivan Bondar"), "-~++++"),
    more("employee_extension", Group::Answer, Kind::Text, Example::Text("101"), "-~++++"),
    more("employee_email", Group::Answer, Kind::Text, Example::Text("ivan@shop.ua"), "-~++++"),
    more("missed_by", Group::Answer, Kind::List, Example::List(&["57", "58"]), "-~~+++"),
    core("department", Group::Answer, Kind::Text, Example::Text("Sales"), "-+++++"),
    core("scheme_name", Group::Scheme, Kind::Text, Example::Text("Work hours"), "++++++"),
    core("step_number", Group::Scheme, Kind::Integer, Example::Integer(2), "-+++++"),
    core("step_name", Group::Scheme, Kind::Text, Example::Text("Sales group"), "-+++++"),
    more("step_type", Group::Scheme, Kind::Choice(StepType::KEYS), Example::Text("group"), "-+++++"),
    more("step_targets", Group::Scheme, Kind::List, Example::List(&["101", "102"]), "-+++++"),
    more("ivr_path", Group::Scheme, Kind::Text, Example::Text("1>3"), "-+++++"),
    more("leg_id", Group::Scheme, Kind::Text, Example::Text("leg-2"), "-+++-~"),
    more("transfer_history", Group::Scheme, Kind::Text, Example::Text("101 > 103"), "--~+++"),
    core("call_started_at", Group::Time, Kind::Time, Example::Time(1_772_871_601_000), "++++++"),
    more("answered_at", Group::Time, Kind::Time, Example::Time(1_772_871_613_000), "--++++"),
    more("call_ended_at", Group::Time, Kind::Time, Example::Time(1_772_871_785_000), "---+++"),
    more(IN_WORKING_HOURS, Group::Time, Kind::Boolean, Example::Boolean(true), "~~~~~~"),
    core("duration", Group::Time, Kind::Seconds, Example::Integer(184), "---+++"),
    core("talk_duration", Group::Time, Kind::Seconds, Example::Integer(172), "---+++"),
    core("wait_duration", Group::Time, Kind::Seconds, Example::Integer(12), "-~++++"),
    more("has_recording", Group::Recording, Kind::Boolean, Example::Boolean(true), "---+++"),
    core("recording_url", Group::Recording, Kind::Url, Example::Text("https://records.example.com/ua-1771234567.8812.mp3"), "---~+~"),
    more("recording_wav_url", Group::Recording, Kind::Url, Example::Text("https://records.example.com/ua-1771234567.8812.wav"), "---~+~"),
    more("recording_duration", Group::Recording, Kind::Seconds, Example::Integer(170), "---~+~"),
    more("voicemail_url", Group::Recording, Kind::Url, Example::Text("https://records.example.com/voicemail/ua-1771234567.8812.mp3"), "---~~~"),
    more("call_card_url", Group::Call, Kind::Url, Example::Text("https://hookline.example.com/calls/ua-1771234567.8812"), "++++++"),
    more("transcript", Group::Recording, Kind::Text, Example::Text("Hello, I would like to order tyres."), "---~~~"),
    more("is_first_call", Group::History, Kind::Boolean, Example::Boolean(true), "++++++"),
    core("is_repeated", Group::History, Kind::Boolean, Example::Boolean(false), "++++++"),
    core("is_target", Group::History, Kind::Boolean, Example::Boolean(true), "---+++"),
    more("call_counter", Group::History, Kind::Integer, Example::Integer(1), "++++++"),
    core("utm_source", Group::Source, Kind::Text, Example::Text("google"), "~~~~~~"),
    core("utm_medium", Group::Source, Kind::Text, Example::Text("cpc"), "~~~~~~"),
    core("utm_campaign", Group::Source, Kind::Text, Example::Text("brand_ua"), "~~~~~~"),
    more("utm_content", Group::Source, Kind::Text, Example::Text("ad-12"), "~~~~~~"),
    core("utm_term", Group::Source, Kind::Text, Example::Text("купити шини"), "~~~~~~"),
    more("traffic_source", Group::Source, Kind::Text, Example::Text("Google Ads"), "~~~~~~"),
    more("referrer", Group::Source, Kind::Url, Example::Text("https://google.com/"), "~~~~~~"),
    core("landing_page", Group::Source, Kind::Url, Example::Text("https://shop.ua/tyres?utm_source=google&utm_medium=cpc"), "~~~~~~"),
    more("call_page", Group::Source, Kind::Url, Example::Text("https://shop.ua/contacts"), "~~~~~~"),
    core("client_id", Group::Source, Kind::Text, Example::Text("111111111.1111111111"), "~~~~~~"),
    more("gclid", Group::Source, Kind::Text, Example::Text("Cj0KCQiA5NSdBhDfARIsALzs2EA"), "~~~~~~"),
    more("fbclid", Group::Source, Kind::Text, Example::Text("IwAR2xLm0example"), "~~~~~~"),
    more("visit_id", Group::Source, Kind::Text, Example::Text("123456"), "~~~~~~"),
    more("visitor_ip", Group::Source, Kind::Text, Example::Text("203.0.113.7"), "~~~~~~"),
    more("device_type", Group::Source, Kind::Text, Example::Text("Smartphone"), "~~~~~~"),
    more("time_on_site", Group::Source, Kind::Seconds, Example::Integer(95), "~~~~~~"),
    core("category_id", Group::Rating, Kind::Integer, Example::Integer(2), "----+~"),
    core("category_name", Group::Rating, Kind::Text, Example::Text("Sale"), "----+~"),
    core("call_value", Group::Rating, Kind::Decimal, Example::Decimal("1500.00"), "----+~"),
    core("rated_by_id", Group::Rating, Kind::Text, Example::Text("7"), "----+~"),
    core("rated_by_name", Group::Rating, Kind::Text, Example::Text("Ivan"), "----+~"),
    more("score", Group::Rating, Kind::Integer, Example::Integer(5), "----+~"),
    more("comment", Group::Rating, Kind::Text, Example::Text("call back on Monday"), "---~~~"),
    more("tags", Group::Rating, Kind::List, Example::List(&["vip", "tyres"]), "---~~~"),
    more("call_cost", Group::Cost, Kind::Decimal, Example::Decimal("0.42"), "---~~~"),
    more("call_cost_currency", Group::Cost, Kind::Currency, Example::Text("UAH"), "---~~~"),
    more("crm_contact_id", Group::Crm, Kind::Text, Example::Text("797"), "~~~~~~"),
    CUSTOM,
];
