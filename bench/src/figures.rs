//! Medians, and the table they end in.

use std::fmt;

/// The figure in the middle; the rounds that other work disturbed are at the ends.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The figure below which so many in a hundred lie.
pub(crate) fn percentile(figures: &mut [f64], percent: usize) -> f64 {
    figures.sort_by(f64::total_cmp);
    let place = (figures.len() * percent).div_ceil(100).saturating_sub(1);
    figures.get(place).copied().unwrap_or(f64::NAN)
}

/// The median of the ratios of two things that were measured by turns.
pub(crate) fn ratio(of: &[f64], to: &[f64]) -> f64 {
    median(of.iter().zip(to).map(|(of, to)| of / to).collect())
}

/// What a figure is held to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Bar {
    /// At most this.
    Most(f64),
    /// At least this.
    Least(f64),
    /// Nothing: it explains another figure.
    None,
}

/// What was measured, beside what it is held to.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<[String; 4]>);

impl Table {
    /// Adds a figure, with its unit behind it.
    pub(crate) fn add(&mut self, what: &str, bar: Bar, figure: f64, unit: &str) {
        let number = |figure: f64| match figure.abs() {
            size if size >= 100.0 => format!("{figure:.0}{unit}"),
            size if size >= 10.0 => format!("{figure:.1}{unit}"),
            _ => format!("{figure:.2}{unit}"),
        };
        let (limit, met) = match bar {
            Bar::Most(most) => (format!("≤ {most}{unit}"), figure <= most),
            Bar::Least(least) => (format!("≥ {least}{unit}"), figure >= least),
            Bar::None => (String::new(), true),
        };
        let verdict = match bar {
            Bar::None => "",
            _ if met => "met",
            _ => "not met",
        };
        let row = [what.to_owned(), limit, number(figure), verdict.to_owned()];
        crate::say(&format!("{}: {}\n", row[0], row[2]));
        self.0.push(row);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| what | bar | measured | |\n|---|---|---|---|")?;
        for [what, bar, measured, verdict] in &self.0 {
            writeln!(f, "| {what} | {bar} | {measured} | {verdict} |")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_disturbed_round_does_not_move_the_ratio() {
        let (of, to) = ([2.0, 2.2, 90.0], [1.0, 1.0, 1.0]);
        assert!((ratio(&of, &to) - 2.2).abs() < f64::EPSILON);
    }

    #[test]
    fn a_percentile_is_a_figure_that_was_measured() {
        let mut figures: Vec<f64> = (1..=200).rev().map(f64::from).collect();
        assert!((percentile(&mut figures, 50) - 100.0).abs() < f64::EPSILON);
        assert!((percentile(&mut figures, 99) - 198.0).abs() < f64::EPSILON);
        assert!((percentile(&mut [7.0], 99) - 7.0).abs() < f64::EPSILON);
    }

    #[test]
    fn a_figure_is_held_to_its_bar() {
        let mut table = Table::default();
        table.add("start", Bar::Most(100.0), 101.0, " ms");
        table.add("commits", Bar::Least(2.0), 2.5, " ×");
        let text = table.to_string();
        assert!(text.contains("| start | ≤ 100 ms | 101 ms | not met |"));
        assert!(text.contains("| commits | ≥ 2 × | 2.50 × | met |"));
    }
}
