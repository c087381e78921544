// The least that an app signs in with.
import { Amplify } from "aws-amplify";
import { fetchAuthSession, getCurrentUser, signIn, signOut } from "aws-amplify/auth";

export { Amplify, fetchAuthSession, getCurrentUser, signIn, signOut };
