//! `winddown routine preview`: draws a pose as text.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;

use crate::cli::completions::Completes;
use crate::cli::context::CommandContext;
use crate::cli::failure::BadArguments;
use crate::cli::out;
use crate::config_file;
use crate::exercise::pose::{Figure, Pose};
use crate::tui::Charset;
use crate::tui::widgets::figure::{FigureLabel, FigureStyle, FigureView};

/// Show a pose of your own as it will look: how it begins, half way, and as it is held
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  winddown routine preview my-stretch.toml
  winddown routine preview calf-wall          a built-in pose, to learn from")]
pub(crate) struct Preview {
    /// The pose: a TOML file, or the id of a built-in one
    #[arg(add = Completes::Pose)]
    file: PathBuf,
}

/// Size in cells, the same as beside the countdown on a terminal of 80x24.
const WIDTH: u16 = 36;
const HEIGHT: u16 = 15;

impl Preview {
    pub(crate) fn run(self, ctx: &CommandContext) -> anyhow::Result<()> {
        let pose = self.pose()?;
        let charset = out::charset(&ctx.config()?.display);
        let moments: &[(f64, &str)] = if pose.cycle.is_some() {
            &[
                (0.0, "The movement begins"),
                (0.5, "and half way through it"),
            ]
        } else {
            &[(0.0, "It begins"), (0.5, "half way"), (1.0, "and is held")]
        };
        let figures: Vec<_> = moments
            .iter()
            .map(|(progress, _)| pose.figure(*progress))
            .collect();
        for ((_, caption), figure) in moments.iter().zip(&figures) {
            let picture = drawn(&pose, figure, &figures, charset);
            out::print(format!("{caption}:\n{picture}"))?;
        }
        Ok(())
    }

    fn pose(&self) -> anyhow::Result<Pose> {
        let name = self.file.to_string_lossy();
        match config_file::read(&self.file)? {
            Some(text) => {
                Pose::parse(&text).with_context(|| format!("the pose {name} cannot be shown"))
            }
            None => Pose::built_in(&name).ok_or_else(|| {
                let known = super::nearest(&name, Pose::ids());
                BadArguments(format!(
                    "there is no file `{name}`, and no built-in pose of that id; {known}"
                ))
                .into()
            }),
        }
    }
}

/// A figure as text; the muscle is named on the same side in all `moments`.
fn drawn(pose: &Pose, figure: &Figure, moments: &[Figure], charset: Charset) -> String {
    let area = Rect::new(0, 0, WIDTH, HEIGHT);
    let mut buffer = Buffer::empty(area);
    let plain = Style::new();
    let view = FigureView {
        figure,
        bounds: pose.bounds(),
        label: Some(FigureLabel {
            text: &pose.muscle,
            moments,
        }),
        caption: pose.caption(),
        style: FigureStyle {
            accent: plain,
            body: plain,
            far: plain,
            prop: plain,
            caption: plain,
        },
        charset,
    };
    view.render(area, &mut buffer);
    let rows = area.rows().map(|row| {
        let line: String = row.positions().map(|at| buffer[at].symbol()).collect();
        line.trim_end().to_owned()
    });
    rows.collect::<Vec<_>>().join("\n") + "\n"
}
