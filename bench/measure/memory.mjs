// Memory after many sign-ins and sign-outs in one page, garbage collected before each reading.

const FIRST = 100;

export async function measureMemory({ browser, site, signIns, person }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(keepMemory);
  await page.goto(`${site}/empty.html`);
  const devtools = await context.newCDPSession(page);
  const values = {};
  let done = 0;
  for (const count of [Math.min(FIRST, signIns), signIns]) {
    await page.evaluate(
      async ({ times, username, password }) => {
        const { signIn, signOut } = await import("/party/vestibule.js");
        for (let i = 0; i < times; i += 1) {
          if (!(await signIn(username, password))) throw new Error("not signed in");
          await signOut();
        }
      },
      { times: count - done, ...person },
    );
    done = count;
    await devtools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await devtools.send("Runtime.getHeapUsage");
    const wasm = await page.evaluate(() => window.memory.buffer.byteLength);
    values[`JavaScript heap after ${count}`] = [usedSize / 1024];
    values[`WebAssembly memory after ${count}`] = [wasm / 1024];
  }
  await context.close();
  return [{ title: "Memory after sign-ins and sign-outs in one page", unit: "KB", values }];
}

/** In the page: keeps hold of the module's memory, which its parts have in common. */
function keepMemory() {
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const result = await original.apply(WebAssembly, given);
      const { exports } = result.instance ?? result;
      window.memory ??= Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
      return result;
    };
  }
}
