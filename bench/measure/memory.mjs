// Memory after many sign-ins and sign-outs in one page, after garbage collection.

/** The first reading is after this many sign-ins. */
const FIRST = 100;

export async function measureMemory({ browser, site, signIns, user }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(exposeWasmMemory);
  await page.goto(`${site}/empty.html`);
  const devtools = await context.newCDPSession(page);
  const values = {};
  let done = 0;
  for (const count of [Math.min(FIRST, signIns), signIns]) {
    await page.evaluate(
      async ({ times, username, password }) => {
        const { signIn, signOut } = await import("/library/vestibule.js");
        for (let i = 0; i < times; i += 1) {
          if (!(await signIn(username, password))) throw new Error("not signed in");
          await signOut();
        }
      },
      { times: count - done, ...user },
    );
    done = count;
    await devtools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await devtools.send("Runtime.getHeapUsage");
    const wasmBytes = await page.evaluate(() => window.wasmMemory.buffer.byteLength);
    values[`JavaScript heap after ${count}`] = [usedSize / 1024];
    values[`WebAssembly memory after ${count}`] = [wasmBytes / 1024];
  }
  await context.close();
  return [{ title: "Memory after sign-ins and sign-outs in one page", unit: "KB", values }];
}

/** In the page: keeps the module's memory, which its chunks share, in `window.wasmMemory`. */
function exposeWasmMemory() {
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const result = await original.apply(WebAssembly, args);
      const { exports } = result.instance ?? result;
      window.wasmMemory ??= Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
      return result;
    };
  }
}
