//! Access to an S3 bucket with the AWS credentials of the current user or guest.

use gloo_net::http::{Method, RequestBuilder};
use vestibule::{AwsRequest, Client, Error};

/// An S3 bucket.
#[derive(Clone)]
pub struct Bucket {
    /// The bucket's address.
    pub url: String,
    /// The bucket's Region.
    pub region: String,
    /// The address of STS, which returns the caller's role.
    pub sts: String,
}

/// An error: a message for the person, and the details from AWS.
pub struct Refusal {
    pub text: String,
    pub details: String,
}

impl Bucket {
    /// Reads a file.
    pub async fn read(&self, client: &Client, key: &str) -> Result<String, Refusal> {
        let read = self.ask(client, Method::GET, key, None).await;
        read.map_err(Refusal::of_reading)
    }

    /// Writes a file.
    pub async fn write(&self, client: &Client, key: &str, text: &str) -> Result<(), Refusal> {
        self.ask(client, Method::PUT, key, Some(text)).await?;
        Ok(())
    }

    /// Returns a presigned URL, with which anybody can read a file for so many seconds, if the caller may read it.
    pub async fn share(&self, client: &Client, key: &str, seconds: u32) -> Result<String, Refusal> {
        let request = self.of_s3(Method::GET, key);
        let link = client.aws().presign(&request, seconds).await;
        link.map_err(Refusal::from)
    }

    /// Returns the name of the role of the credentials.
    pub async fn role(&self, client: &Client) -> Result<String, Refusal> {
        const CALLER: &str = "Action=GetCallerIdentity&Version=2011-06-15";
        let request = AwsRequest::new("POST", format!("{}/", self.sts))
            .service("sts")
            .region(self.region.clone())
            .header("content-type", "application/x-www-form-urlencoded");
        let response = send(client, request, Method::POST, Some(CALLER)).await?;
        // arn:aws:sts::123456789012:assumed-role/name/session
        let role = response.split("assumed-role/").nth(1);
        let role = role.and_then(|rest| rest.split('/').next());
        Ok(role.unwrap_or("unknown").to_owned())
    }

    async fn ask(
        &self,
        client: &Client,
        method: Method,
        key: &str,
        text: Option<&str>,
    ) -> Result<String, Refusal> {
        let request = self.of_s3(method.clone(), key);
        let request = match text {
            Some(_) => request.header("content-type", "text/plain; charset=utf-8"),
            None => request,
        };
        send(client, request, method, text).await
    }

    fn of_s3(&self, method: Method, key: &str) -> AwsRequest {
        // The only character of our keys that has to be encoded.
        let key = key.replace(':', "%3A");
        AwsRequest::new(method.as_str(), format!("{}/{key}", self.url))
            .service("s3")
            .region(self.region.clone())
    }
}

/// Signs and sends a request. Returns the body of the response.
async fn send(
    client: &Client,
    request: AwsRequest,
    method: Method,
    body: Option<&str>,
) -> Result<String, Refusal> {
    let request = match body {
        Some(body) => request.body(body),
        None => request,
    };
    let signed = client.aws().sign(&request).await?;
    let builder = RequestBuilder::new(&signed.url).method(method);
    let builder = (signed.headers.iter()).fold(builder, |builder, (name, value)| {
        builder.header(name, value)
    });
    let request = match body {
        Some(body) => builder.body(body),
        None => builder.build(),
    };
    let response = request.map_err(Refusal::unreachable)?.send().await;
    let response = response.map_err(Refusal::unreachable)?;
    let (status, text) = (response.status(), response.text().await.unwrap_or_default());
    match status {
        200..300 => Ok(text),
        404 => Err(Refusal::of("There is no such file yet.", "")),
        _ => Err(match client.aws().explain(status, &text).await {
            Some(error) => error.into(),
            None => Refusal::of("That did not work.", &format!("{status}: {text}")),
        }),
    }
}

const FORBIDDEN: &str = "Your role may not do this here.";

impl Refusal {
    /// S3 answers "access denied" for a missing key if the caller may not list the bucket.
    fn of_reading(self) -> Self {
        match self.text == FORBIDDEN {
            true => Refusal::of(
                "There is no such file, or your role may not read it.",
                &self.details,
            ),
            false => self,
        }
    }

    fn of(text: &str, details: &str) -> Self {
        Refusal {
            text: text.into(),
            details: details.into(),
        }
    }

    fn unreachable(error: gloo_net::Error) -> Self {
        Refusal::of("AWS cannot be reached. Try again.", &error.to_string())
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let text = match error.code() {
            Some("AccessDenied" | "AccessDeniedException") => FORBIDDEN,
            Some("RequestTimeTooSkewed") => "The clock of this machine is wrong.",
            Some("ExpiredToken") => "Your credentials have ended. Try again.",
            _ => "That did not work.",
        };
        Refusal::of(text, &format!("{error} {}", error.help()))
    }
}
