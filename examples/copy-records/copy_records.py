#!/usr/bin/env python3
"""Copies all records of an identity pool from Cognito Sync to a table of DynamoDB (docs/RECORDS.md).

    pip install boto3
    python copy_records.py --identity-pool eu-west-1:11111111-2222-3333-4444-555555555555 --table vestibule-records

Credentials and Region come from where boto3 finds them: a profile, the environment, single sign-on. They need
cognito-identity:ListIdentities, cognito-sync:ListDatasets and ListRecords, and dynamodb:GetItem, PutItem and
ConditionCheckItem.

It can be stopped at any time and run again. A dataset appears in the table whole or not at all; one that is there already is
left as it is, so that nothing which people have written since is lost. Nothing is changed at Cognito Sync.
"""

import argparse
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

# What an item of DynamoDB has room for, beside its other attributes (docs/RECORDS.md, "Limits").
MOST_BYTES_OF_VALUE = 400_000
MOST_BYTES_OF_KEY = 895
# Of a transaction, beside the check of the head.
MOST_RECORDS = 99
MOST_BYTES_OF_TRANSACTION = 3_500_000


def main():
    options = arguments()
    # Slows down by itself where a service says that it is too busy.
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
    """A copy under way, and what it has done."""

    def __init__(self, options, client):
        self.pool = options.identity_pool
        self.table = options.table
        self.is_dry = options.dry_run
        self.identity_pool = client("cognito-identity")
        self.sync = client("cognito-sync")
        self.dynamodb = client("dynamodb")
        self.copied = self.there = self.left_out = 0

    def identities(self):
        """Those of all people and guests."""
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
        """Those that have a value: the others were removed."""
        names = {"IdentityPoolId": self.pool, "IdentityId": identity, "DatasetName": dataset}
        found = pages(self.sync.list_records, "Records", **names, MaxResults=1024)
        return (it for it in found if "Value" in it)

    def fits(self, identity, dataset, record):
        fits = len(record["Key"].encode()) <= MOST_BYTES_OF_KEY
        fits = fits and len(record["Value"].encode()) <= MOST_BYTES_OF_VALUE
        if not fits:
            self.left_out += 1
            print(f"{identity} {dataset}: {record['Key'][:40]!r} is too large for an item", file=sys.stderr)
        return fits

    def has(self, identity, dataset):
        key = item(identity, f"/{dataset}")
        return "Item" in self.dynamodb.get_item(TableName=self.table, Key=key, ConsistentRead=True)

    def write(self, identity, dataset, records, modified):
        """Writes the records, then the head that makes them appear; false where somebody else has made one meanwhile."""
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
    """As many records at a time as a transaction takes."""
    chunk, size = [], 0
    for record in records:
        more = len(record["Value"].encode()) + 2048
        if chunk and (len(chunk) == MOST_RECORDS or size + more > MOST_BYTES_OF_TRANSACTION):
            yield chunk
            chunk, size = [], 0
        chunk.append(record)
        size += more
    if chunk:
        yield chunk


def pages(call, member, **parameters):
    """What all pages of a call have under this name."""
    while True:
        page = call(**parameters)
        yield from page[member]
        if not page.get("NextToken"):
            return
        parameters["NextToken"] = page["NextToken"]


if __name__ == "__main__":
    sys.exit(main())
