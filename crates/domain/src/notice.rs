//! What a customer is told by mail. The words are in `app/locales` under `mail.<key>`.

use crate::catalogue::catalogue;

catalogue! {
    /// What a mail tells.
    pub enum Notice {
        /// An integration begins to fail.
        IncidentOpened = "incident_opened",
        /// It still does, a day later.
        IncidentDaily = "incident_daily",
        /// It is switched off in a day if it goes on so.
        SwitchOffSoon = "switch_off_soon",
        /// It was switched off.
        SwitchedOff = "switched_off",
        /// It works again.
        Recovered = "recovered",
        /// Deliveries ended badly while the integration as a whole worked.
        Failures = "failures",
        /// Somebody asks the reader into a tenant.
        Invited = "invited",
        /// The reader's password was forgotten, by them or by somebody who says so.
        PasswordReset = "password_reset",
    }
}
