//! Columns as delimited text (RFC 4180).

use crate::column::Column;
use crate::sources::cell_text;
use arrow_array::Array;
use arrow_schema::DataType;
use std::io::{self, Write};

/// Writes a header and a line a row, cells separated by commas; a missing cell is empty. A text that a spreadsheet would
/// take for a formula gets an apostrophe before it; a number never, though it may begin with a minus.
///
/// # Errors
/// As the writer.
pub fn write_csv(columns: &[Column], to: &mut impl Write) -> io::Result<()> {
    let arrays: Vec<_> = columns.iter().map(Column::array).collect();
    let rows = arrays.first().map_or(0, |array| array.len());
    let mut line = String::new();
    for (index, column) in columns.iter().enumerate() {
        push_cell(&mut line, index, &harmless(column.name.clone()));
    }
    writeln!(to, "{line}")?;
    for row in 0..rows {
        line.clear();
        for (index, array) in arrays.iter().enumerate() {
            let cell = if array.is_null(row) { String::new() } else { cell_text(array, row) };
            let is_text = matches!(array.data_type(), DataType::Dictionary(..));
            push_cell(&mut line, index, &if is_text { harmless(cell) } else { cell });
        }
        writeln!(to, "{line}")?;
    }
    Ok(())
}

fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

fn push_cell(line: &mut String, index: usize, text: &str) {
    if index > 0 {
        line.push(',');
    }
    let needs_quotes = text.contains([',', '"', '\n', '\r']) || text.trim() != text;
    if needs_quotes {
        line.push('"');
        line.push_str(&text.replace('"', "\"\""));
        line.push('"');
    } else {
        line.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_no_formulas_and_numbers_stay() {
        let texts = ["=1+1", "+a", "-b", "@c", "\td", "e, \"f\"", ""];
        let cells = texts.iter().map(|text| (!text.is_empty()).then_some(*text));
        let text = Column::of_texts("=note".to_owned(), cells);
        let number = Column::of_numbers("n".to_owned(), vec![-1.5, 0.1, 1e30, f64::NAN, 1e-7, 3.0, -0.0]);
        let mut written = Vec::new();
        write_csv(&[text, number], &mut written).unwrap();
        let expected = "'=note,n\n'=1+1,-1.5\n'+a,0.1\n'-b,1e30\n'@c,\n'\td,1e-7\n\"e, \"\"f\"\"\",3\n,-0\n";
        assert_eq!(String::from_utf8(written).unwrap(), expected);
    }
}
