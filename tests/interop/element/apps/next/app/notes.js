"use client";

import { useAuth, useSession } from "vestibule-auth/react";

export function Notes() {
  const { session } = useSession();
  const { signOut } = useAuth();
  return (
    <section>
      <p>Notes of {session?.username}</p>
      <button onClick={() => signOut()}>Leave</button>
    </section>
  );
}
