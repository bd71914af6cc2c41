use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriterImpl;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::record::{Field, Row as Record};
use parquet::schema::types::{Type, TypePtr};
use serde_json::Value;

use super::row::{COLUMNS, Column, Holds, Row, of_vote, vote};
use super::{ExchangeError, Place, Pooled};
use crate::vote::Vote;

/// How many rows are held while they are written.
const ROWS: usize = 65_536;

/// Writes votes as Parquet, compressed with Snappy.
pub fn write_parquet<'a>(
    votes: impl IntoIterator<Item = &'a Vote>,
    file: impl Write + Send,
) -> Result<(), ExchangeError> {
    let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
    let schema = schema().map_err(error)?;
    let mut writer =
        SerializedFileWriter::new(file, schema, Arc::new(properties)).map_err(error)?;
    let mut votes = votes.into_iter();
    loop {
        let rows: Vec<Row> = votes.by_ref().take(ROWS).map(of_vote).collect();
        if rows.is_empty() {
            break;
        }
        let mut group = writer.next_row_group().map_err(error)?;
        for (at, column) in COLUMNS.iter().enumerate() {
            let Some(mut into) = group.next_column().map_err(error)? else { break };
            let cells: Vec<&Value> = rows.iter().map(|row| &row[at]).collect();
            write_column(&mut into, column.holds, &cells).map_err(error)?;
            into.close().map_err(error)?;
        }
        group.close().map_err(error)?;
    }
    writer.close().map_err(error)?;
    Ok(())
}

/// Reads votes from Parquet: from a [`File`](std::fs::File), or from bytes in memory.
pub fn read_parquet(file: impl ChunkReader + 'static) -> Result<Pooled, ExchangeError> {
    // The library panics at some files that are damaged. Nothing of what it held outlives it.
    catch_unwind(AssertUnwindSafe(|| read(file)))
        .unwrap_or_else(|_| Err(damaged("it contradicts itself".to_owned())))
}

fn read(file: impl ChunkReader + 'static) -> Result<Pooled, ExchangeError> {
    let reader = SerializedFileReader::new(file).map_err(error)?;
    let there = reader.metadata().file_metadata().schema();
    for column in COLUMNS.iter().filter(|column| !column.optional) {
        if there.get_fields().iter().all(|field| field.name() != column.name) {
            return Err(ExchangeError::NoColumn(column.name));
        }
    }
    let known = |field: &&TypePtr| COLUMNS.iter().any(|column| column.name == field.name());
    let fields = there.get_fields().iter().filter(known).cloned().collect();
    let wanted = Type::group_type_builder(there.name()).with_fields(fields).build();
    let rows = reader.get_row_iter(Some(wanted.map_err(error)?)).map_err(error)?;
    let mut pooled = Pooled::default();
    for (number, record) in (1..).zip(rows) {
        pooled.add_row(Place::Row, number, vote(cells(record.map_err(error)?)));
    }
    Ok(pooled)
}

fn schema() -> Result<TypePtr, ParquetError> {
    let fields = COLUMNS.iter().map(field).collect::<Result<_, _>>()?;
    Ok(Arc::new(Type::group_type_builder("votes").with_fields(fields).build()?))
}

/// A column, all of whose cells are there. A list is three levels deep, as the format wants it.
fn field(column: &Column) -> Result<TypePtr, ParquetError> {
    let one = |name, physical, logical| {
        let leaf = Type::primitive_type_builder(name, physical);
        let leaf = leaf.with_repetition(Repetition::REQUIRED).with_logical_type(logical);
        leaf.build().map(Arc::new)
    };
    let list = |element| {
        let each = Type::group_type_builder("list").with_repetition(Repetition::REPEATED);
        let each = Arc::new(each.with_fields(vec![element]).build()?);
        let all = Type::group_type_builder(column.name).with_repetition(Repetition::REQUIRED);
        let all = all.with_logical_type(Some(LogicalType::List));
        all.with_fields(vec![each]).build().map(Arc::new)
    };
    match column.holds {
        Holds::Text => one(column.name, Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Holds::Integer => one(column.name, Physical::INT64, None),
        Holds::Boolean => one(column.name, Physical::BOOLEAN, None),
        Holds::Texts => list(one("element", Physical::BYTE_ARRAY, Some(LogicalType::String))?),
        Holds::Integers => list(one("element", Physical::INT32, None)?),
    }
}

fn write_column(
    into: &mut SerializedColumnWriter<'_>,
    holds: Holds,
    cells: &[&Value],
) -> Result<(), ParquetError> {
    let text = |cell: &Value| ByteArray::from(cell.as_str().unwrap_or_default());
    match holds {
        Holds::Text => write_cells(into.typed::<ByteArrayType>(), cells, text),
        Holds::Integer => {
            write_cells(into.typed::<Int64Type>(), cells, |cell| cell.as_i64().unwrap_or_default())
        }
        Holds::Boolean => {
            write_cells(into.typed::<BoolType>(), cells, |cell| cell == &Value::Bool(true))
        }
        Holds::Texts => write_lists(into.typed::<ByteArrayType>(), cells, text),
        Holds::Integers => write_lists(into.typed::<Int32Type>(), cells, |cell| {
            cell.as_i64().and_then(|place| place.try_into().ok()).unwrap_or_default()
        }),
    }
}

fn write_cells<T: DataType>(
    into: &mut ColumnWriterImpl<'_, T>,
    cells: &[&Value],
    value: impl Fn(&Value) -> T::T,
) -> Result<(), ParquetError> {
    let values: Vec<T::T> = cells.iter().map(|cell| value(cell)).collect();
    into.write_batch(&values, None, None).map(drop)
}

/// Lists are written as their elements, each with whether it is there at all (an empty list has one
/// that is not), and whether it goes on with the list before it.
fn write_lists<T: DataType>(
    into: &mut ColumnWriterImpl<'_, T>,
    cells: &[&Value],
    value: impl Fn(&Value) -> T::T,
) -> Result<(), ParquetError> {
    let (mut values, mut there, mut goes_on) = (Vec::new(), Vec::new(), Vec::new());
    for list in cells.iter().map(|cell| cell.as_array().map(Vec::as_slice).unwrap_or_default()) {
        values.extend(list.iter().map(&value));
        there.extend((0..list.len().max(1)).map(|_| i16::from(!list.is_empty())));
        goes_on.extend((0..list.len().max(1)).map(|at| i16::from(at > 0)));
    }
    into.write_batch(&values, Some(&there), Some(&goes_on)).map(drop)
}

fn cells(record: Record) -> Row {
    let mut row = Row::default();
    for (name, field) in record.into_columns() {
        if let Some(at) = COLUMNS.iter().position(|column| column.name == name) {
            row[at] = value(&field);
        }
    }
    row
}

/// What other programs write for the same: other widths of integers, and times as such.
fn value(field: &Field) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(own) => (*own).into(),
        Field::Byte(own) => (*own).into(),
        Field::Short(own) => (*own).into(),
        Field::Int(own) => (*own).into(),
        Field::Long(own) | Field::TimestampMillis(own) => (*own).into(),
        Field::TimestampMicros(own) => own.div_euclid(1_000).into(),
        Field::UByte(own) => (*own).into(),
        Field::UShort(own) => (*own).into(),
        Field::UInt(own) => (*own).into(),
        Field::ULong(own) => (*own).into(),
        Field::Str(own) => own.clone().into(),
        Field::ListInternal(own) => own.elements().iter().map(value).collect(),
        other => other.to_string().into(),
    }
}

fn error(error: ParquetError) -> ExchangeError {
    match error {
        ParquetError::External(source) => match source.downcast::<std::io::Error>() {
            Ok(error) => ExchangeError::Io(*error),
            Err(other) => damaged(other.to_string()),
        },
        other => damaged(other.to_string()),
    }
}

fn damaged(why: String) -> ExchangeError {
    ExchangeError::Damaged { format: "Parquet", why }
}
