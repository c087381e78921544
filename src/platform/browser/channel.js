/** The channels of one platform, at most one for each name: what is posted on it is not heard on it. */
export class Channels {
  #open = new Map();

  post(name, message) {
    // The one that was open may have been closed with its listener.
    if (!this.#open.has(name)) this.#open.set(name, new BroadcastChannel(name));
    this.#open.get(name).postMessage(message);
  }

  listen(name, heard) {
    const channel = globalThis.BroadcastChannel ? broadcast(name, heard) : ofStorage(name, heard);
    this.unlisten(name);
    this.#open.set(name, channel);
  }

  unlisten(name) {
    this.#open.get(name)?.close();
    this.#open.delete(name);
  }
}

function broadcast(name, heard) {
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => typeof data === "string" && heard(data);
  return channel;
}

function ofStorage(name, heard) {
  // The event comes to all tabs but the one that changed something. No key: all were removed.
  const hear = ({ key }) => (key === null || key === name) && heard("");
  addEventListener("storage", hear);
  return { close: () => removeEventListener("storage", hear), postMessage: () => {} };
}
