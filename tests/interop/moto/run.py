"""The npm package's client against moto, another emulator of AWS: an identity, its credentials, and a role of STS.

moto checks no tokens, so this only tests the form of requests and responses. The user pool is the emulator at
VESTIBULE_EMULATOR_URL. The last line says how many tests passed.
"""

import logging
import os
import subprocess
import sys
from pathlib import Path

import boto3
from moto.server import ThreadedMotoServer

# Without this, every request is logged.
logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
try:
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "eu-west-1"}
    identities = boto3.client("cognito-identity", endpoint_url=address, **keys)
    pool = identities.create_identity_pool(IdentityPoolName="app", AllowUnauthenticatedIdentities=True)
    env = {**os.environ, "MOTO_URL": address, "MOTO_IDENTITY_POOL": pool["IdentityPoolId"]}
    client = Path(__file__).with_name("client.mjs")
    ended = subprocess.run(["node", str(client)], env=env, check=False)
finally:
    server.stop()
sys.exit(ended.returncode)
