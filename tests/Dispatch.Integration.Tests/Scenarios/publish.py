"""Publishes one request as plain JSON, waits for its result in dispatch.results, and prints it."""
import json
import sys

import pika

connection = pika.BlockingConnection(pika.URLParameters(sys.argv[1]))
channel = connection.channel()
channel.confirm_delivery()
request = {"id": "from-python", "routingGroup": "chat", "body": {"model": "m-1", "messages": []}}
channel.basic_publish(
    exchange="",
    routing_key="dispatch.requests",
    body=json.dumps(request),
    properties=pika.BasicProperties(content_type="application/json", delivery_mode=2),
    mandatory=True,
)
for method, properties, body in channel.consume("dispatch.results", inactivity_timeout=60):
    if method is None:
        sys.exit("no result within a minute")
    channel.basic_ack(method.delivery_tag)
    print(body.decode())
    break
channel.cancel()
connection.close()
