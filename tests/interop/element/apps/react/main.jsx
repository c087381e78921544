import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { useAuth, useSession, VestibuleAuth, VestibuleProvider } from "vestibule-auth/react";
import { pool } from "./pool.js";

function Notes() {
  const { session } = useSession();
  const { signOut } = useAuth();
  return (
    <section>
      <p>Notes of {session?.username}</p>
      <button onClick={() => signOut()}>Leave</button>
    </section>
  );
}

function Status() {
  const { status } = useSession();
  return <p>Status: {status}</p>;
}

function App() {
  const [seen, setSeen] = useState([]);
  return (
    <VestibuleProvider config={pool}>
      <Status />
      <VestibuleAuth appName="Notes" onStep={({ screen }) => setSeen((seen) => [...seen, screen])}>
        <Notes />
      </VestibuleAuth>
      <p>Seen: {seen.join(", ")}</p>
    </VestibuleProvider>
  );
}

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
