use authing::types::ProfileUpdate;

use super::scenario::{Played, Scenario, scenario, see};
use super::stage::{EMAIL, PASSWORD, PHONE, Stage};

pub(super) fn scenarios() -> Vec<Scenario> {
    vec![
        scenario!(UpdateProfile, OK, "a user is signed in", signed_in),
        scenario!(UpdateProfile, USER_EXISTS, "another user has the name", taken),
        scenario!(
            UpdateProfile,
            USERNAME_TAKEN,
            "the same, in a pool that says it so",
            |rules| rules.username_taken_is_2034 = true,
            taken
        ),
        scenario!(UpdateProfile, USE_UPDATE_EMAIL, "an e-mail address is among the keys", email),
        scenario!(UpdateProfile, USE_UPDATE_PHONE, "a phone is among the keys", phone),
        scenario!(UpdateProfile, NOT_LOGGED_IN, "nobody has signed in", signed_out),
    ]
}

async fn signed_in(stage: &Stage) -> Played {
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    see(stage.client.update_profile(ProfileUpdate::new().nickname("Ironman"))).await
}

async fn taken(stage: &Stage) -> Played {
    see(stage.client.register_by_username("ironman", PASSWORD)).await?;
    see(stage.client.register_by_email(EMAIL, PASSWORD)).await?;
    see(stage.client.update_profile(ProfileUpdate::new().username("ironman"))).await
}

/// The SDK has no such key, and refuses its name with the service's code.
async fn email(stage: &Stage) -> Played {
    see(stage.client.update_profile([("email", EMAIL)])).await
}

/// As for an e-mail address.
async fn phone(stage: &Stage) -> Played {
    see(stage.client.update_profile([("phone", PHONE)])).await
}

async fn signed_out(stage: &Stage) -> Played {
    see(stage.client.update_profile(ProfileUpdate::new().nickname("Ironman"))).await
}
