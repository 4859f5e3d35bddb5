//! Whether output has colours. `NO_COLOR`, `CLICOLOR_FORCE` and `CLICOLOR` decide, in this order, as
//! <https://bixense.com/clicolors/> has it; without them the terminal does.

use std::env;
use std::io::IsTerminal;

/// The variable by which the user wants no colours; none if there is none.
pub(crate) fn refused_by() -> Option<&'static str> {
    if anstyle_query::no_color() {
        Some("NO_COLOR")
    } else if !is_forced() && anstyle_query::clicolor() == Some(false) {
        Some("CLICOLOR")
    } else {
        None
    }
}

/// Whether what is written to this stream has colours. If the user forces them it may be a pipe or a file.
pub(crate) fn is_shown_on(stream: &impl IsTerminal) -> bool {
    let is_able = || stream.is_terminal() && anstyle_query::term_supports_color();
    refused_by().is_none() && (is_forced() || is_able())
}

fn is_forced() -> bool {
    anstyle_query::clicolor_force() && env::var_os("CLICOLOR_FORCE").is_some_and(|it| it != "0")
}
