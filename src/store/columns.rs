//! How the kernel's types stand in the database: ids as sixteen bytes, instants as whole milliseconds, closed lists of
//! words as their text, money as whole pence.

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, Queryable};
use diesel::expression::AsExpression;
use diesel::internal::derives::as_expression::Bound;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{BigInt, Binary, Nullable, SingleValue};
use uuid::Uuid;

use crate::kernel::{At, Id, Pence, words};

/// What diesel's derives would write, for a type that another room owns.
macro_rules! column {
    ([$($gen:ident)?] $ty:ty, $sql:ty) => {
        impl<$($gen)?> AsExpression<$sql> for $ty {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<$($gen)?> AsExpression<Nullable<$sql>> for $ty {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<'e, $($gen)?> AsExpression<$sql> for &'e $ty {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<'e, $($gen)?> AsExpression<Nullable<$sql>> for &'e $ty {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression { Bound::new(self) }
        }
        impl<$($gen,)? DB> ToSql<Nullable<$sql>, DB> for $ty
        where
            DB: Backend,
            Self: ToSql<$sql, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                <Self as ToSql<$sql, DB>>::to_sql(self, out)
            }
        }
        impl<$($gen,)? DB, ST> Queryable<ST, DB> for $ty
        where
            DB: Backend,
            ST: SingleValue,
            Self: FromSql<ST, DB>,
        {
            type Row = Self;
            fn build(row: Self) -> deserialize::Result<Self> { Ok(row) }
        }
    };
}

column!([K] Id<K>, Binary);
column!([] At, BigInt);
column!([] Pence, BigInt);

impl<K, DB> ToSql<Binary, DB> for Id<K>
where
    DB: Backend,
    [u8]: ToSql<Binary, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        <[u8] as ToSql<Binary, DB>>::to_sql(self.bytes().as_slice(), out)
    }
}

impl<K, DB> FromSql<Binary, DB> for Id<K>
where
    DB: Backend,
    Vec<u8>: FromSql<Binary, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Uuid::from_slice(&<Vec<u8> as FromSql<Binary, DB>>::from_sql(bytes)?)?.into())
    }
}

impl<DB> ToSql<BigInt, DB> for Pence
where
    DB: Backend,
    i64: ToSql<BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.to_sql(out)
    }
}

impl<DB> FromSql<BigInt, DB> for Pence
where
    DB: Backend,
    i64: FromSql<BigInt, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(i64::from_sql(bytes)?))
    }
}

impl<DB> ToSql<BigInt, DB> for At
where
    DB: Backend,
    i64: ToSql<BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.as_ms().to_sql(out)
    }
}

impl<DB> FromSql<BigInt, DB> for At
where
    DB: Backend,
    i64: FromSql<BigInt, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self::from_ms(i64::from_sql(bytes)?))
    }
}

/// Lets a closed list of words ([`words!`]) stand in a TEXT column. A stored word outside the list is an error, never a
/// default.
#[macro_export]
macro_rules! text_column {
    ($($ty:ty),* $(,)?) => {$(
        $crate::store::columns::column_of_text!($ty);
    )*};
}

#[doc(hidden)]
#[macro_export]
macro_rules! column_of_text {
    ($ty:ty) => {
        const _: () = {
            use diesel::backend::Backend;
            use diesel::deserialize::{self, FromSql, Queryable};
            use diesel::expression::AsExpression;
            use diesel::internal::derives::as_expression::Bound;
            use diesel::serialize::{self, Output, ToSql};
            use diesel::sql_types::{Nullable, SingleValue, Text};

            impl AsExpression<Text> for $ty {
                type Expression = Bound<Text, Self>;
                fn as_expression(self) -> Self::Expression {
                    Bound::new(self)
                }
            }
            impl AsExpression<Nullable<Text>> for $ty {
                type Expression = Bound<Nullable<Text>, Self>;
                fn as_expression(self) -> Self::Expression {
                    Bound::new(self)
                }
            }
            impl<'e> AsExpression<Text> for &'e $ty {
                type Expression = Bound<Text, Self>;
                fn as_expression(self) -> Self::Expression {
                    Bound::new(self)
                }
            }
            impl<'e> AsExpression<Nullable<Text>> for &'e $ty {
                type Expression = Bound<Nullable<Text>, Self>;
                fn as_expression(self) -> Self::Expression {
                    Bound::new(self)
                }
            }
            impl<DB> ToSql<Text, DB> for $ty
            where
                DB: Backend,
                str: ToSql<Text, DB>,
            {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                    <str as ToSql<Text, DB>>::to_sql(self.as_str(), out)
                }
            }
            impl<DB> ToSql<Nullable<Text>, DB> for $ty
            where
                DB: Backend,
                Self: ToSql<Text, DB>,
            {
                fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                    <Self as ToSql<Text, DB>>::to_sql(self, out)
                }
            }
            impl<DB> FromSql<Text, DB> for $ty
            where
                DB: Backend,
                String: FromSql<Text, DB>,
            {
                fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
                    Ok(<String as FromSql<Text, DB>>::from_sql(bytes)?.parse::<Self>()?)
                }
            }
            impl<DB, ST> Queryable<ST, DB> for $ty
            where
                DB: Backend,
                ST: SingleValue,
                Self: FromSql<ST, DB>,
            {
                type Row = Self;
                fn build(row: Self) -> deserialize::Result<Self> {
                    Ok(row)
                }
            }
        };
    };
}
pub use column_of_text;

text_column!(words::Post, words::Role, words::Service);
