// Resolves with the address that the window ended at, with `closed` or `timeout` where it did not,
// or with nothing where the browser did not open it.
export async function open(url, state, millis) {
  const [width, height] = [520, 680];
  const left = screenX + (outerWidth - width) / 2;
  const top = screenY + (outerHeight - height) / 2;
  const popup = window.open(url, "_blank", `popup,width=${width},height=${height},left=${left},top=${top}`);
  if (!popup) return;
  const ends = Date.now() + millis;
  let hear, timer;
  let seenClosed = 0;
  const ended = await new Promise((resolve) => {
    hear = ({ origin, source, data }) => {
      if (origin === location.origin && source === popup && data?.vestibule === state) resolve(data.url);
    };
    addEventListener("message", hear);
    timer = setInterval(() => {
      // The word of a window that closed itself may come after the sight of it.
      if (popup.closed && seenClosed++) resolve("closed");
      else if (Date.now() > ends) resolve("timeout");
    }, 500);
  });
  removeEventListener("message", hear);
  clearInterval(timer);
  popup.close();
  return ended;
}

// The address goes to a page of this origin alone, whoever opened the window.
export function handOver(state) {
  if (!opener) return false;
  opener.postMessage({ vestibule: state, url: location.href }, location.origin);
  close();
  return true;
}
