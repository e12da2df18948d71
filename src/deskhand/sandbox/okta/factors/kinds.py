"""The kinds of factors that the tenant's enrolment policy offers."""

from __future__ import annotations

from dataclasses import dataclass

CODED = frozenset({"sms", "call", "email"})
"""Types whose code the tenant sends."""
PHONED = frozenset({"sms", "call"})
CEREMONIES = frozenset({"webauthn", "u2f"})
"""Types that are proved in a browser, by a key that signs a challenge."""
TOTP = "token:software:totp"


@dataclass(frozen=True, slots=True)
class Kind:
    """`authenticator` is key, type and name under which Identity Engine shows the kind."""

    type: str
    provider: str
    prefix: str
    authenticator: tuple[str, str, str]

    @property
    def vendor(self) -> str:
        return self.provider


_OKTA_VERIFY = ("okta_verify", "app", "Okta Verify")
_PHONE = ("phone_number", "phone", "Phone")

PUSH = Kind("push", "OKTA", "opf", _OKTA_VERIFY)
KINDS = (
    PUSH,
    Kind(TOTP, "OKTA", "ost", _OKTA_VERIFY),
    Kind(TOTP, "GOOGLE", "ost", ("google_otp", "app", "Google Authenticator")),
    Kind("sms", "OKTA", "mbl", _PHONE),
    Kind("call", "OKTA", "clf", _PHONE),
    Kind("email", "OKTA", "emf", ("okta_email", "email", "Email")),
    Kind(
        "question", "OKTA", "ufs", ("security_question", "security_question", "Security Question")
    ),
    Kind("webauthn", "FIDO", "fwf", ("webauthn", "security_key", "Security Key or Biometric")),
    Kind("u2f", "FIDO", "fuf", ("webauthn", "security_key", "Security Key (U2F)")),
    Kind("token:hardware", "YUBICO", "ykf", ("yubikey_token", "security_key", "YubiKey")),
)

QUESTIONS = {
    "disliked_food": "What is the food you least liked as a child?",
    "name_of_first_plush_toy": "What was your first plush toy called?",
    "first_award": "What did you win your first award for?",
    "favorite_security_question": "Which security question do you like best?",
    "favorite_toy": "Which toy did you like best as a child?",
    "first_computer_game": "Which computer game did you play first?",
    "favorite_movie_quote": "Which line of a film do you quote most?",
    "first_sports_team_mascot": "What was the mascot of your first sports team?",
    "first_music_purchase": "Which music did you buy first?",
    "favorite_art_piece": "Which work of art do you like best?",
    "grandmother_favorite_desert": "Which dessert did your grandmother like best?",
    "first_thing_cooked": "What did you learn to cook first?",
    "childhood_dream_job": "What did you want to become as a child?",
    "first_kiss_location": "Where was your first kiss?",
    "place_where_significant_other_was_met": "Where did you meet your partner?",
    "favorite_vacation_location": "Where do you like best to spend your holidays?",
    "new_years_two_thousand": "Where were you when the year 2000 began?",
    "favorite_speaker_actor": "Which speaker or actor do you like best?",
    "favorite_book_movie_character": "Which figure of a book or film do you like best?",
    "favorite_sports_player": "Which player do you like best?",
}


def kind_of(factor_type: str, provider: str) -> Kind | None:
    return next((k for k in KINDS if (k.type, k.provider) == (factor_type, provider)), None)
