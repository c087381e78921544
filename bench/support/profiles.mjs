// Network and CPU of the measured machines. "4G" and "slow 3G" are profiles of WebPageTest.

/** Round trip in milliseconds, throughput in bits per second. */
const network = (latency, bits) => ({
  offline: false,
  latency,
  downloadThroughput: bits / 8,
  uploadThroughput: bits / 8,
});

export const LOOPBACK = { key: "loopback", name: "loopback" };
export const FOUR_G = {
  key: "4g",
  name: "4G (9 Mbit/s, 170 ms), CPU slowed 4 times",
  network: network(170, 9e6),
  cpuSlowdown: 4,
};
export const SLOW_3G = {
  key: "slow-3g",
  name: "slow 3G (400 Kbit/s, 400 ms), CPU slowed 6 times",
  network: network(400, 4e5),
  cpuSlowdown: 6,
};

/** Applies a profile to the page of a DevTools session. */
export async function applyProfile(devtools, { network, cpuSlowdown }) {
  await devtools.send("Network.enable");
  if (network) await devtools.send("Network.emulateNetworkConditions", network);
  if (cpuSlowdown) await devtools.send("Emulation.setCPUThrottlingRate", { rate: cpuSlowdown });
}
