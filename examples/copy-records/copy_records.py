#!/usr/bin/env python3
"""Copies all records of an identity pool from Cognito Sync to a table of DynamoDB (docs/RECORDS.md).

    pip install boto3
    python copy_records.py --identity-pool eu-west-1:11111111-2222-3333-4444-555555555555 --table vestibule-records

boto3 finds credentials and Region as usual: in a profile, the environment, or single sign-on. The credentials need the
permissions cognito-identity:ListIdentities, cognito-sync:ListDatasets and ListRecords, and dynamodb:GetItem, PutItem and
ConditionCheckItem.

It can be stopped at any time and run again. A dataset is copied completely or not at all. A dataset that already exists in
the table is not changed, so that nothing people have written since is lost. Cognito Sync is not changed.
"""

import argparse
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

# The largest value and key of a record in a DynamoDB item (docs/RECORDS.md, "Limits").
MAX_VALUE_BYTES = 400_000
MAX_KEY_BYTES = 895
# The limits of a transaction, without the check of the head.
MAX_TRANSACTION_RECORDS = 99
MAX_TRANSACTION_BYTES = 3_500_000


def main():
    options = arguments()
    # Slows down automatically if a service throttles requests.
    config = Config(retries={"mode": "adaptive", "max_attempts": 10})
    try:
        copy = Copy(options, lambda service: boto3.client(service, config=config))
        for identity in options.identity or copy.identities():
            copy.identity(identity)
    except (BotoCoreError, ClientError) as error:
        print(f"{error}\nWhat was copied by then is in the table: run it again.", file=sys.stderr)
        return 2
    copied = "would be copied" if options.dry_run else "copied"
    print(f"{copy.copied} datasets {copied}, {copy.there} were there already, {copy.left_out} records left out")
    return 1 if copy.left_out else 0


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--identity-pool", required=True, metavar="ID")
    parser.add_argument("--table", required=True, metavar="NAME")
    parser.add_argument("--identity", action="append", metavar="ID", help="only this one; may be given several times")
    parser.add_argument("--dry-run", action="store_true", help="say what would be copied, and write nothing")
    return parser.parse_args()


class Copy:
    """A copy in progress, with its counters."""

    def __init__(self, options, client):
        self.pool = options.identity_pool
        self.table = options.table
        self.is_dry = options.dry_run
        self.identity_pool = client("cognito-identity")
        self.sync = client("cognito-sync")
        self.dynamodb = client("dynamodb")
        self.copied = self.there = self.left_out = 0

    def identities(self):
        """The identities of all people and guests."""
        more = {}
        while True:
            page = self.identity_pool.list_identities(IdentityPoolId=self.pool, MaxResults=60, HideDisabled=True, **more)
            yield from (it["IdentityId"] for it in page["Identities"])
            if not page.get("NextToken"):
                return
            more = {"NextToken": page["NextToken"]}

    def identity(self, identity):
        for dataset in self.datasets(identity):
            name = dataset["DatasetName"]
            if self.has(identity, name):
                self.there += 1
                continue
            records = [it for it in self.records(identity, name) if self.fits(identity, name, it)]
            done = self.is_dry or self.write(identity, name, records, dataset["LastModifiedDate"])
            self.copied += done
            self.there += not done
            print(f"{identity} {name}: {len(records)} records" if done else f"{identity} {name}: written meanwhile")

    def datasets(self, identity):
        call = self.sync.list_datasets
        yield from pages(call, "Datasets", IdentityPoolId=self.pool, IdentityId=identity, MaxResults=64)

    def records(self, identity, dataset):
        """The records with a value; the others were removed."""
        names = {"IdentityPoolId": self.pool, "IdentityId": identity, "DatasetName": dataset}
        found = pages(self.sync.list_records, "Records", **names, MaxResults=1024)
        return (it for it in found if "Value" in it)

    def fits(self, identity, dataset, record):
        fits = len(record["Key"].encode()) <= MAX_KEY_BYTES
        fits = fits and len(record["Value"].encode()) <= MAX_VALUE_BYTES
        if not fits:
            self.left_out += 1
            print(f"{identity} {dataset}: {record['Key'][:40]!r} is too large for an item", file=sys.stderr)
        return fits

    def has(self, identity, dataset):
        key = item(identity, f"/{dataset}")
        return "Item" in self.dynamodb.get_item(TableName=self.table, Key=key, ConsistentRead=True)

    def write(self, identity, dataset, records, modified):
        """Writes the records, then the head, which makes them visible. False if the dataset was created in the meantime."""
        head = item(identity, f"/{dataset}")
        is_new = {
            "TableName": self.table,
            "ConditionExpression": "attribute_not_exists(#version)",
            "ExpressionAttributeNames": {"#version": "version"},
        }
        try:
            for chunk in chunks(records):
                puts = [{"Put": {"TableName": self.table, "Item": of_record(identity, dataset, it)}} for it in chunk]
                self.dynamodb.transact_write_items(TransactItems=[{"ConditionCheck": {"Key": head, **is_new}}, *puts])
            made = {**head, "version": number(1), "modified": number(millis(modified))}
            self.dynamodb.put_item(Item=made, **is_new)
        except ClientError as error:
            reasons = [it.get("Code") for it in error.response.get("CancellationReasons", [])]
            code = error.response["Error"]["Code"]
            if code == "ConditionalCheckFailedException" or reasons[:1] == ["ConditionalCheckFailed"]:
                return False
            raise
        return True


def of_record(identity, dataset, record):
    modified = record.get("DeviceLastModifiedDate") or record["LastModifiedDate"]
    more = {"value": {"S": record["Value"]}, "version": number(1), "modified": number(millis(modified))}
    return {**item(identity, f"{dataset}/{record['Key']}"), **more}


def item(identity, record):
    return {"identity": {"S": identity}, "record": {"S": record}}


def number(value):
    return {"N": str(value)}


def millis(moment):
    return max(0, round(moment.timestamp() * 1000))


def chunks(records):
    """The records in groups that fit in a transaction."""
    chunk, size = [], 0
    for record in records:
        more = len(record["Value"].encode()) + 2048
        if chunk and (len(chunk) == MAX_TRANSACTION_RECORDS or size + more > MAX_TRANSACTION_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(record)
        size += more
    if chunk:
        yield chunk


def pages(call, member, **parameters):
    """The items of all pages of a call; `member` is their name in a page."""
    while True:
        page = call(**parameters)
        yield from page[member]
        if not page.get("NextToken"):
            return
        parameters["NextToken"] = page["NextToken"]


if __name__ == "__main__":
    sys.exit(main())
