// `TotpSetUp.qr()`: the QR code by which an authenticator app takes its secret. A page loads this file
// when it asks for a code, and not before. The code itself is uqr's (MIT); the picture is ours, and the
// same as in src/flow/qr.rs.

import { encode } from "uqr";
import type { QrCode } from "./steps.js";

// How many light modules stand around the code, as ISO/IEC 18004 wants it.
const QUIET = 4;
const SVG = "http://www.w3.org/2000/svg";

export function qr(text: string): QrCode {
  // Bytes, as the library encodes it; the best mask; more correction where there is room for it.
  const bytes = [...new TextEncoder().encode(text)];
  const { data } = encode(bytes, { ecc: "M", boostEcc: true, border: 0 });
  const size = data.length + 2 * QUIET;
  const path = data.map((row, y) => bars(row, y + QUIET)).join("");
  return {
    size,
    path,
    svg: `<svg xmlns="${SVG}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`,
    // Built node by node: a policy of Trusted Types forbids to parse text.
    element() {
      const svg = node("svg", { viewBox: `0 0 ${size} ${size}`, "shape-rendering": "crispEdges", role: "img" });
      svg.append(node("path", { fill: "#fff", d: `M0 0h${size}v${size}H0z` }), node("path", { d: path }));
      return svg;
    },
  };
}

// The dark modules of a row, those beside one another as one.
function bars(row: readonly boolean[], y: number) {
  let path = "";
  for (let x = 0; x < row.length; x += 1) {
    const begin = x;
    while (row[x]) x += 1;
    if (x > begin) path += `M${begin + QUIET} ${y}h${x - begin}v1h-${x - begin}z`;
  }
  return path;
}

function node<Name extends "svg" | "path">(name: Name, attributes: Readonly<Record<string, string>>) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
