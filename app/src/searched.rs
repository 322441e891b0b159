//! Searches by a phone number: what is looked for, how often, and what is written down of it.

use crate::{error::AppError, session::Scope};
use domain::Right;

impl Scope {
    /// What calls and deliveries are searched by for a number as the person typed it. Who may
    /// not see numbers finds one by the whole of it: by its end, one that is masked could be
    /// found out digit by digit.
    #[must_use]
    pub fn read_phone(&self, typed: &str) -> String {
        let country = &self.seat.tenant.country;
        if self.seat.may(Right::SeeNumbers) {
            return self.desk.searched_phone(typed, country);
        }
        self.desk.whole_number(typed, country).unwrap_or_default()
    }

    /// The same where the search is made. Who may not see numbers asks for so many an hour: with
    /// no limit, all that a mask leaves could be tried. Of whoever looks in, the search is written
    /// down here, where it is known what is searched by, however it was typed or sent.
    ///
    /// # Errors
    /// `TooManyNumbers`; those of the store, and nothing is found then.
    pub async fn searched_phone(&self, typed: &str) -> Result<String, AppError> {
        let phone = self.read_phone(typed);
        if phone.is_empty() || self.seat.may(Right::SeeNumbers) {
            return Ok(phone);
        }
        let (look, now) = (self.seat.look.as_ref(), self.now());
        let searcher = look.map_or_else(
            || self.seat.member_id.to_string(),
            |look| look.staff_id.to_string(),
        );
        if !self.tenant.admit_search(&searcher, &phone, now).await? {
            return Err(AppError::TooManyNumbers.answered());
        }
        if look.is_some() {
            self.tenant.note_search(&self.actor(), &phone, now).await?;
        }
        Ok(phone)
    }
}
