// The four functions that an app needs at least.
import { Amplify } from "aws-amplify";
import { fetchAuthSession, getCurrentUser, signIn, signOut } from "aws-amplify/auth";

export { Amplify, fetchAuthSession, getCurrentUser, signIn, signOut };
