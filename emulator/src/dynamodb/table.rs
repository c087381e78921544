//! Operations on tables.
//!
//! Sources:
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html>
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html>
//! - <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html>

use serde_json::{Value, json};

use super::Call;
use super::error::DynamoDbError;
use super::permission::{Asked, check};
use super::value::size_of;
use crate::config::TableSettings;
use crate::state::{Table, Tables};

/// [CreateTable](https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html)
// Source: API_CreateTable ("CreateTable is an asynchronous operation"; `ResourceInUseException`). Assumed: the message; that a new table
// can be used at once, and that keys are strings, a limit of the emulator's.
pub(super) fn create(tables: &mut Tables, call: &Call<'_>) -> Result<Value, DynamoDbError> {
    let name = call.text("TableName")?;
    check(call, "dynamodb:CreateTable", name, &Asked::default())?;
    let partition_key = key(call, "HASH")?.ok_or_else(|| {
        DynamoDbError::validation(
            "Invalid KeySchema: The first KeySchemaElement is not a HASH key type",
        )
    })?;
    let settings = TableSettings {
        name: name.to_owned(),
        region: call.region.to_owned(),
        partition_key,
        sort_key: key(call, "RANGE")?,
        time_to_live: None,
        request_rate: None,
    };
    check_definitions(call, &settings)?;
    crate::config::check_table(&settings).map_err(|(setting, problem)| {
        DynamoDbError::validation(format!("{setting} of the table: {problem}"))
    })?;
    if tables.get(name, call.region).is_some() {
        return Err(DynamoDbError::TableInUse(name.to_owned()));
    }
    let table = Table::new(settings, call.now);
    let description = description(&table, call);
    tables.add(table);
    Ok(json!({ "TableDescription": description }))
}

/// [DescribeTable](https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html)
pub(super) fn describe(tables: &mut Tables, call: &Call<'_>) -> Result<Value, DynamoDbError> {
    let table = of(tables, call, "dynamodb:DescribeTable")?;
    Ok(json!({ "Table": description(table, call) }))
}

/// [UpdateTimeToLive](https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html)
// Source: API_UpdateTimeToLive. Assumed: the message, and that it is in force at once.
pub(super) fn update_time_to_live(
    tables: &mut Tables,
    call: &Call<'_>,
) -> Result<Value, DynamoDbError> {
    let table = of(tables, call, "dynamodb:UpdateTimeToLive")?;
    let specification = call.members.get("TimeToLiveSpecification");
    let member = |name: &str| specification.and_then(|it| it.get(name));
    let attribute = member("AttributeName").and_then(Value::as_str);
    let is_enabled = member("Enabled").and_then(Value::as_bool);
    let (Some(attribute), Some(is_enabled)) = (attribute, is_enabled) else {
        return Err(DynamoDbError::is_null("TimeToLiveSpecification"));
    };
    if is_enabled == table.settings.time_to_live.is_some() {
        return Err(DynamoDbError::validation(match is_enabled {
            true => "TimeToLive is already enabled",
            false => "TimeToLive is already disabled",
        }));
    }
    table.settings.time_to_live = is_enabled.then(|| attribute.to_owned());
    let specification = json!({ "Enabled": is_enabled, "AttributeName": attribute });
    Ok(json!({ "TimeToLiveSpecification": specification }))
}

/// [DescribeTimeToLive](https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html)
pub(super) fn describe_time_to_live(
    tables: &mut Tables,
    call: &Call<'_>,
) -> Result<Value, DynamoDbError> {
    let table = of(tables, call, "dynamodb:DescribeTimeToLive")?;
    let description = match &table.settings.time_to_live {
        Some(name) => json!({ "TimeToLiveStatus": "ENABLED", "AttributeName": name }),
        None => json!({ "TimeToLiveStatus": "DISABLED" }),
    };
    Ok(json!({ "TimeToLiveDescription": description }))
}

/// The table of an operation.
// Source: API_DescribeTable (`ResourceNotFoundException`).
fn of<'a>(
    tables: &'a mut Tables,
    call: &Call<'_>,
    action: &str,
) -> Result<&'a mut Table, DynamoDbError> {
    let name = call.text("TableName")?;
    check(call, action, name, &Asked::default())?;
    let found = call.table(tables, name);
    found.map_err(|denied| match denied {
        DynamoDbError::NoTable(_) => DynamoDbError::NoTable(Some(name.to_owned())),
        denied => denied,
    })
}

/// The attribute with this role in the key schema.
fn key(call: &Call<'_>, role: &str) -> Result<Option<String>, DynamoDbError> {
    let schema = call.members.get("KeySchema").and_then(Value::as_array);
    let schema = schema.ok_or_else(|| DynamoDbError::is_null("KeySchema"))?;
    let is_it = |it: &&Value| it.get("KeyType").and_then(Value::as_str) == Some(role);
    let name = schema
        .iter()
        .find(is_it)
        .and_then(|it| it.get("AttributeName"));
    Ok(name.and_then(Value::as_str).map(str::to_owned))
}

/// Checks that exactly the keys are defined.
// Source: API_CreateTable (`AttributeDefinitions`: "An array of attributes that describe the key schema for the table and
// indexes"). Assumed: the message; that the keys are texts, a limit of the emulator's.
fn check_definitions(call: &Call<'_>, table: &TableSettings) -> Result<(), DynamoDbError> {
    let all = call
        .members
        .get("AttributeDefinitions")
        .and_then(Value::as_array);
    let all = all.ok_or_else(|| DynamoDbError::is_null("AttributeDefinitions"))?;
    let kind = |name: &str| {
        let mut all = all.iter();
        let found = all.find(|it| it.get("AttributeName").and_then(Value::as_str) == Some(name));
        found.and_then(|it| it.get("AttributeType")?.as_str())
    };
    let names = [Some(&table.partition_key), table.sort_key.as_ref()];
    let names: Vec<_> = names.into_iter().flatten().collect();
    for name in &names {
        match kind(name) {
            Some("S") => {}
            Some(_) => return Err(DynamoDbError::validation("the emulator's keys are texts")),
            None => {
                return Err(DynamoDbError::validation(format!(
                    "One or more parameter values were invalid: Some index key attributes are not defined in \
                     AttributeDefinitions. Keys: [{name}]"
                )));
            }
        }
    }
    match all.len() == names.len() {
        true => Ok(()),
        false => Err(DynamoDbError::validation(
            "One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of \
             attributes defined in AttributeDefinitions",
        )),
    }
}

// Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html.
fn description(table: &Table, call: &Call<'_>) -> Value {
    let settings = &table.settings;
    let names = [
        (Some(&settings.partition_key), "HASH"),
        (settings.sort_key.as_ref(), "RANGE"),
    ];
    let names = names
        .into_iter()
        .filter_map(|(name, role)| Some((name?, role)));
    let (definitions, schema): (Vec<_>, Vec<_>) = names
        .map(|(name, role)| {
            (
                json!({ "AttributeName": name, "AttributeType": "S" }),
                json!({ "AttributeName": name, "KeyType": role }),
            )
        })
        .unzip();
    json!({
        "TableName": settings.name,
        "TableArn": call.arn(&settings.name),
        "TableStatus": "ACTIVE",
        "CreationDateTime": table.created.seconds(),
        "AttributeDefinitions": definitions,
        "KeySchema": schema,
        "ItemCount": table.items.len(),
        "TableSizeBytes": table.items.values().map(size_of).sum::<usize>(),
        "BillingModeSummary": { "BillingMode": "PAY_PER_REQUEST" },
        "ProvisionedThroughput": {
            "NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0,
        },
    })
}
