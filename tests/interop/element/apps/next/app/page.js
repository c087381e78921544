import { VestibuleAuth, VestibuleProvider } from "vestibule-auth/react";
import { pool } from "../pool.js";
import { Notes } from "./notes.js";

// A component of the server: the ones of the package are for the browser, and are rendered here all the same.
export default function Page() {
  return (
    <VestibuleProvider config={pool}>
      <VestibuleAuth appName="Notes" fallback={<p>One moment</p>}>
        <Notes />
      </VestibuleAuth>
    </VestibuleProvider>
  );
}
