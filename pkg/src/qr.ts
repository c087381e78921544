// `TotpSetUp.qr()`: the QR code with the secret of an authenticator app. Loaded when it is called. The code is encoded
// by uqr (MIT); the image is drawn here, in the same way as in src/flow/qr.rs.

import { encode } from "uqr";
import type { QrCode } from "./steps.js";

// The width of the quiet zone in modules, as required by ISO/IEC 18004.
const QUIET_ZONE = 4;
const SVG = "http://www.w3.org/2000/svg";

export function qr(text: string): QrCode {
  // Encoded as bytes, with the best mask, and with more error correction if there is room for it.
  const bytes = [...new TextEncoder().encode(text)];
  const { data } = encode(bytes, { ecc: "M", boostEcc: true, border: 0 });
  const size = data.length + 2 * QUIET_ZONE;
  const path = data.map((row, y) => bars(row, y + QUIET_ZONE)).join("");
  return {
    size,
    path,
    svg: `<svg xmlns="${SVG}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`,
    // Built from nodes, since Trusted Types forbid parsing text.
    element() {
      const svg = node("svg", { viewBox: `0 0 ${size} ${size}`, "shape-rendering": "crispEdges", role: "img" });
      svg.append(node("path", { fill: "#fff", d: `M0 0h${size}v${size}H0z` }), node("path", { d: path }));
      return svg;
    },
  };
}

// Draws adjacent dark modules of a row as one bar.
function bars(row: readonly boolean[], y: number) {
  let path = "";
  for (let x = 0; x < row.length; x += 1) {
    const begin = x;
    while (row[x]) x += 1;
    if (x > begin) path += `M${begin + QUIET_ZONE} ${y}h${x - begin}v1h-${x - begin}z`;
  }
  return path;
}

function node<Name extends "svg" | "path">(name: Name, attributes: Readonly<Record<string, string>>) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
