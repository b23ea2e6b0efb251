//! A number as a column's value: zero without a sign, and as text.

/// The value, −0 taken as 0.
pub fn positive_zero(value: f64) -> f64 {
    if value == 0.0 { 0.0 } else { value }
}

/// Shortest text that reads back as the number; an exponent beyond the range people write out.
pub fn number_text(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-6..1e16).contains(&magnitude) { format!("{value:e}") } else { format!("{value}") }
}
