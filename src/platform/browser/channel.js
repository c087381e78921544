/** The channels of one platform, at most one per name: a channel does not receive its own messages. */
export class Channels {
  #open = new Map();

  post(name, message) {
    // The channel may have been closed with its listener.
    if (!this.#open.has(name)) this.#open.set(name, new BroadcastChannel(name));
    this.#open.get(name).postMessage(message);
  }

  listen(name, onMessage) {
    const channel = globalThis.BroadcastChannel ? broadcast(name, onMessage) : storageChannel(name, onMessage);
    this.unlisten(name);
    this.#open.set(name, channel);
  }

  unlisten(name) {
    this.#open.get(name)?.close();
    this.#open.delete(name);
  }
}

function broadcast(name, onMessage) {
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => typeof data === "string" && onMessage(data);
  return channel;
}

function storageChannel(name, onMessage) {
  // All tabs but the one that changed a value receive the event. It has no key when all values were removed.
  const onStorage = ({ key }) => (key === null || key === name) && onMessage("");
  addEventListener("storage", onStorage);
  return { close: () => removeEventListener("storage", onStorage), postMessage: () => {} };
}
