// What a page of Amplify's has for AWS credentials of who is signed in.
export { Amplify } from "aws-amplify";
export { fetchAuthSession } from "aws-amplify/auth";
