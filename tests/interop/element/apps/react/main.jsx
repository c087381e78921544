import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { Account, useAuth, UserButton, useSession, VestibuleAuth, VestibuleProvider } from "vestibule-auth/react";
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
      <UserButton accountHref="#account" options={{ entries: [{ label: "Help", name: "help" }] }} onMenu={({ name }) => setSeen((seen) => [...seen, name])}>
        <p>Nobody</p>
      </UserButton>
      <VestibuleAuth appName="Notes" onStep={({ screen }) => setSeen((seen) => [...seen, screen])}>
        <Notes />
      </VestibuleAuth>
      <Account sections="profile" />
      <p>Seen: {seen.join(", ")}</p>
    </VestibuleProvider>
  );
}

createRoot(document.getElementById("root")).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
