//! The clock and the first day of the week that are usual where the user lives.
//!
//! The tables are those of the Unicode CLDR, version 44 (`supplemental/timeData` and `supplemental/weekData`). A region that
//! is not in them has the 24-hour clock, and a week that begins on Monday, as CLDR has it for the world.

use super::FirstDayOfWeek;
use crate::time_of_day::ClockFormat;

/// The regions that prefer the 12-hour clock.
const TWELVE_HOURS: &str = "AE AG AL AR AS AU BB BD BH BM BN BO BS BT CA CL CO CR CU CY DJ DM DO DZ EC EG EH ER ET FJ FM GD \
    GH GM GR GT GU GY HK HN IN IQ JM JO KH KI KN KP KR KW KY LB LC LR LS LY MH MO MP MR MW MX MY NA NI NZ OM PA PE PG PH PK \
    PR PS PW PY QA SA SB SD SG SL SO SS SV SY SZ TC TD TN TO TT TW UM US UY VC VE VG VI VU WS YE ZM";

/// The regions in which a week begins on Sunday.
const SUNDAY: &str = "AG AS BD BR BS BT BW BZ CA CO DM DO ET GT GU HK HN ID IL IN JM JP KE KH KR LA MH MM MO MT MX MZ NI NP \
    PA PE PH PK PR PT PY SA SG SV TH TT TW UM US VE VI WS YE ZA ZW";

/// The regions in which a week begins on Saturday.
const SATURDAY: &str = "AE AF BH DJ DZ EG IQ IR JO KW LY OM QA SD SY";

/// What is usual by a locale such as `en_US.UTF-8`. A locale without a region says nothing.
pub fn usual_for_locale(locale: &str) -> (ClockFormat, FirstDayOfWeek) {
    let name = locale.split(['.', '@']).next().unwrap_or_default();
    let (language, region) = name.split_once(['_', '-']).unwrap_or((name, ""));
    let is_in = |regions: &str| regions.split_whitespace().any(|known| known == region);
    // The one language that differs from its region.
    let is_quebec = (language, region) == ("fr", "CA");
    let clock = if is_in(TWELVE_HOURS) && !is_quebec {
        ClockFormat::TwelveHour
    } else {
        ClockFormat::TwentyFourHour
    };
    let first_day = if is_in(SUNDAY) {
        FirstDayOfWeek::Sunday
    } else if is_in(SATURDAY) {
        FirstDayOfWeek::Saturday
    } else {
        FirstDayOfWeek::Monday
    };
    (clock, first_day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use FirstDayOfWeek::{Monday, Saturday, Sunday};

    #[test]
    fn a_locale_says_what_is_usual_there() {
        let (by_12, by_24) = (ClockFormat::TwelveHour, ClockFormat::TwentyFourHour);
        for (locale, clock, first_day) in [
            ("en_US.UTF-8", by_12, Sunday),
            ("en_CA.UTF-8", by_12, Sunday),
            ("fr_CA.UTF-8", by_24, Sunday),
            ("en_NZ", by_12, Monday),
            ("en_AU.utf8", by_12, Monday),
            ("en_IN", by_12, Sunday),
            ("fil_PH.UTF-8", by_12, Sunday),
            ("en_GB.UTF-8", by_24, Monday),
            ("de_DE@euro", by_24, Monday),
            ("pt_BR.UTF-8", by_24, Sunday),
            ("ar_EG", by_12, Saturday),
            ("en-US", by_12, Sunday),
        ] {
            assert_eq!(usual_for_locale(locale), (clock, first_day), "{locale}");
        }
    }

    #[test]
    fn a_locale_without_a_known_region_is_that_of_the_world() {
        let world = (ClockFormat::TwentyFourHour, Monday);
        for locale in [
            "", "C", "C.UTF-8", "POSIX", "en", "eo", "en_XX", "_", "en_us", "日本",
        ] {
            assert_eq!(usual_for_locale(locale), world, "{locale}");
        }
    }
}
