//! What is written on numbers beside their value.

/// What was taken off a number, as a set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Marks(u16);

impl Marks {
    pub const THOUSANDS: Self = Self(1);
    pub const CURRENCY: Self = Self(1 << 1);
    pub const PERCENT: Self = Self(1 << 2);
    pub const UNIT: Self = Self(1 << 3);
    pub const PARENTHESES: Self = Self(1 << 4);
    /// A minus that is not the keyboard's, or stands behind the number.
    pub const MINUS: Self = Self(1 << 5);
    /// Digits or marks of another script or width.
    pub const OTHER_DIGITS: Self = Self(1 << 6);
    /// Blanks around the number, of any kind.
    pub const BLANKS: Self = Self(1 << 7);
    /// Another decimal mark than the file's.
    pub const DECIMAL: Self = Self(1 << 8);
    /// Leading zeros.
    pub const ZEROS: Self = Self(1 << 9);
    /// Digits that f64 has no room for.
    pub const ROUNDED: Self = Self(1 << 10);

    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether one of them is among these.
    pub fn has(self, others: Self) -> bool {
        self.0 & others.0 != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }
}
