//! What the kernel asks a file system through `/dev/fuse`, version 7.31, as far as programs that keep plain files need it;
//! answered from an ordinary folder. The layouts are those of `linux/fuse.h`.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::Drive;

const NOT_FOUND: i32 = 2;
const NO_ROOM: i32 = 28;
const READ_ONLY: i32 = 30;
const NOT_KNOWN: i32 = 38;

/// The folder behind, and what the kernel has looked up and opened in it.
pub(super) struct Answering {
    /// By the numbers that the kernel knows. The first is the root's.
    paths: HashMap<u64, PathBuf>,
    numbers: HashMap<PathBuf, u64>,
    files: HashMap<u64, File>,
    next: u64,
}

/// The bytes of a question after its header.
struct Body<'a>(&'a [u8]);

impl Body<'_> {
    fn u32(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.0[at..at + 4].try_into().unwrap())
    }

    fn u64(&self, at: usize) -> u64 {
        u64::from_le_bytes(self.0[at..at + 8].try_into().unwrap())
    }

    /// The names from there on, each of which ends with a zero.
    fn names(&self, at: usize) -> impl Iterator<Item = &OsStr> {
        self.0[at..].split(|byte| *byte == 0).map(OsStr::from_bytes)
    }

    fn name(&self, at: usize) -> &OsStr {
        self.names(at).next().unwrap()
    }
}

/// The bytes of an answer.
#[derive(Default)]
struct Answer(Vec<u8>);

impl Answer {
    fn u16(mut self, value: u16) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn u32(mut self, value: u32) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn u64(mut self, value: u64) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }

    fn attributes(self, number: u64, found: &Metadata) -> Self {
        let seconds = |it: i64| u64::try_from(it).unwrap_or_default();
        let nanos = |it: i64| u32::try_from(it).unwrap_or_default();
        self.u64(number)
            .u64(found.size())
            .u64(found.blocks())
            .u64(seconds(found.atime()))
            .u64(seconds(found.mtime()))
            .u64(seconds(found.ctime()))
            .u32(nanos(found.atime_nsec()))
            .u32(nanos(found.mtime_nsec()))
            .u32(nanos(found.ctime_nsec()))
            .u32(found.mode())
            .u32(u32::try_from(found.nlink()).unwrap())
            .u32(found.uid())
            .u32(found.gid())
            .u32(0)
            .u32(4096)
            .u32(0)
    }

    /// An entry, which the kernel asks for again each time.
    fn entry(self, number: u64, found: &Metadata) -> Self {
        let valid = self.u64(number).u64(0).u64(0).u64(0).u32(0).u32(0);
        valid.attributes(number, found)
    }

    fn opened(self, handle: u64) -> Self {
        // Without the kernel's cache of what it has read.
        self.u64(handle).u32(1).u32(0)
    }
}

impl Answering {
    pub(super) fn of(folder: &Path) -> Self {
        Self {
            paths: HashMap::from([(1, folder.to_owned())]),
            numbers: HashMap::from([(folder.to_owned(), 1)]),
            files: HashMap::new(),
            next: 2,
        }
    }

    /// The answer to a question; none to those that want none.
    pub(super) fn answer(&mut self, question: &[u8], drive: &mut Drive) -> Option<Vec<u8>> {
        let header = Body(question);
        let (kind, id, node) = (header.u32(4), header.u64(8), header.u64(16));
        if matches!(kind, 2 | 36 | 42) {
            return None;
        }
        let body = Body(&question[40..]);
        let (error, Answer(content)) = match self.carry_out(kind, node, &body, drive) {
            Ok(content) => (0, content),
            Err(error) => (-error.raw_os_error().unwrap_or(5), Answer::default()),
        };
        let length = u32::try_from(16 + content.len()).unwrap();
        let mut answer = Answer::default().u32(length);
        answer.0.extend(error.to_le_bytes());
        let Answer(mut answer) = answer.u64(id);
        answer.extend(content);
        Some(answer)
    }

    fn carry_out(
        &mut self,
        kind: u32,
        node: u64,
        body: &Body<'_>,
        drive: &mut Drive,
    ) -> io::Result<Answer> {
        let is_write = matches!(kind, 4 | 6 | 8 | 9 | 10 | 11 | 12 | 16 | 35 | 45);
        if is_write && drive.is_read_only {
            return refused(READ_ONLY);
        }
        if matches!(kind, 9 | 35) && drive.room == Some(0) {
            return refused(NO_ROOM);
        }
        let empty = Answer::default;
        Ok(match kind {
            // LOOKUP
            1 => self.looked_up(&self.path(node)?.join(body.name(0)))?,
            // GETATTR
            3 => {
                let found = fs::symlink_metadata(self.path(node)?)?;
                empty().u64(0).u64(0).attributes(node, &found)
            }
            // SETATTR
            4 => {
                self.set_attributes(node, body)?;
                let found = fs::symlink_metadata(self.path(node)?)?;
                empty().u64(0).u64(0).attributes(node, &found)
            }
            // MKDIR
            9 => {
                let path = self.path(node)?.join(body.name(8));
                fs::create_dir(&path)?;
                fs::set_permissions(&path, fs::Permissions::from_mode(body.u32(0) & 0o7777))?;
                self.looked_up(&path)?
            }
            // UNLINK
            10 => {
                let path = self.path(node)?.join(body.name(0));
                fs::remove_file(&path)?;
                self.forget(&path);
                empty()
            }
            // RMDIR
            11 => {
                let path = self.path(node)?.join(body.name(0));
                fs::remove_dir(&path)?;
                self.forget(&path);
                empty()
            }
            // RENAME and RENAME2
            12 => self.renamed(node, body, 8)?,
            45 => self.renamed(node, body, 16)?,
            // OPEN
            14 => {
                let is_written = body.u32(0) & 3 != 0;
                let mut options = OpenOptions::new();
                let file = options.read(true).write(is_written);
                self.opened(file.open(self.path(node)?)?)
            }
            // READ
            15 => {
                let mut content = vec![0; body.u32(16) as usize];
                let read = self.file(body)?.read_at(&mut content, body.u64(8))?;
                content.truncate(read);
                Answer(content)
            }
            // WRITE
            16 => {
                let mut content = &body.0[40..40 + body.u32(16) as usize];
                if let Some(room) = &mut drive.room {
                    let length = usize::try_from(*room).unwrap().min(content.len());
                    content = &content[..length];
                    *room -= length as u64;
                    if content.is_empty() {
                        return refused(NO_ROOM);
                    }
                }
                self.file(body)?.write_all_at(content, body.u64(8))?;
                empty().u32(u32::try_from(content.len()).unwrap()).u32(0)
            }
            // RELEASE and RELEASEDIR
            18 | 29 => {
                self.files.remove(&body.u64(0));
                empty()
            }
            // FSYNC, FLUSH, FSYNCDIR
            20 | 25 | 30 => empty(),
            // INIT
            26 => introduced(body.u32(8)),
            // OPENDIR
            27 => {
                let path = self.path(node)?.to_owned();
                self.opened(File::open(path)?)
            }
            // READDIR
            28 => self.listed(node, body)?,
            // CREATE
            35 => {
                let path = self.path(node)?.join(body.name(16));
                let mut options = OpenOptions::new();
                let new = options.read(true).write(true).create(true);
                let file = new.mode(body.u32(4) & 0o7777).open(&path)?;
                let Answer(entry) = self.looked_up(&path)?;
                let Answer(opened) = self.opened(file);
                Answer([entry, opened].concat())
            }
            _ => return refused(NOT_KNOWN),
        })
    }

    fn path(&self, node: u64) -> io::Result<&PathBuf> {
        let path = self.paths.get(&node);
        path.ok_or_else(|| io::Error::from_raw_os_error(NOT_FOUND))
    }

    fn file(&self, body: &Body<'_>) -> io::Result<&File> {
        let file = self.files.get(&body.u64(0));
        file.ok_or_else(|| io::Error::from_raw_os_error(NOT_FOUND))
    }

    fn opened(&mut self, file: File) -> Answer {
        self.next += 1;
        self.files.insert(self.next, file);
        Answer::default().opened(self.next)
    }

    fn looked_up(&mut self, path: &Path) -> io::Result<Answer> {
        let found = fs::symlink_metadata(path)?;
        self.next += 1;
        let number = *self.numbers.entry(path.to_owned()).or_insert(self.next);
        self.paths.insert(number, path.to_owned());
        Ok(Answer::default().entry(number, &found))
    }

    /// What is removed, and what another name is given to, has its number no more.
    fn forget(&mut self, path: &Path) {
        self.numbers.remove(path);
    }

    fn renamed(&mut self, node: u64, body: &Body<'_>, at: usize) -> io::Result<Answer> {
        let mut names = body.names(at);
        let from = self.path(node)?.join(names.next().unwrap());
        let to = self.path(body.u64(0))?.join(names.next().unwrap());
        fs::rename(&from, &to)?;
        self.forget(&to);
        if let Some(number) = self.numbers.remove(&from) {
            self.numbers.insert(to.clone(), number);
            self.paths.insert(number, to);
        }
        Ok(Answer::default())
    }

    fn set_attributes(&mut self, node: u64, body: &Body<'_>) -> io::Result<()> {
        let path = self.path(node)?;
        let wanted = body.u32(0);
        if wanted & 1 != 0 {
            let mode = body.u32(68) & 0o7777;
            fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
        }
        if wanted & 8 != 0 {
            let file = OpenOptions::new().write(true).open(path)?;
            file.set_len(body.u64(16))?;
        }
        if wanted & 32 != 0 {
            let since = Duration::new(body.u64(40), body.u32(60));
            let file = OpenOptions::new().write(true).open(path)?;
            file.set_modified(SystemTime::UNIX_EPOCH + since)?;
        }
        Ok(())
    }

    /// The names in a folder, from the place on that the kernel has read up to.
    fn listed(&self, node: u64, body: &Body<'_>) -> io::Result<Answer> {
        let most = body.u32(16) as usize;
        let mut names: Vec<_> = fs::read_dir(self.path(node)?)?.collect::<io::Result<_>>()?;
        names.sort_by_key(fs::DirEntry::file_name);
        let mut answer = Answer::default();
        let from = usize::try_from(body.u64(8)).unwrap();
        for (place, entry) in names.iter().enumerate().skip(from) {
            let name = entry.file_name();
            let kind = entry.metadata()?.mode() >> 12;
            let padded = name.len().next_multiple_of(8);
            if answer.0.len() + 24 + padded > most {
                break;
            }
            answer = answer.u64(entry.metadata()?.ino()).u64(place as u64 + 1);
            answer = answer.u32(u32::try_from(name.len()).unwrap()).u32(kind);
            answer.0.extend(name.as_bytes());
            answer.0.resize(answer.0.len() + padded - name.len(), 0);
        }
        Ok(answer)
    }
}

/// What the file system says of itself at first.
fn introduced(read_ahead: u32) -> Answer {
    let answer = Answer::default().u32(7).u32(31).u32(read_ahead);
    // Large writes.
    let answer = answer.u32(1 << 5).u16(12).u16(9).u32(128 << 10);
    let answer = answer.u32(1).u16(32).u16(0);
    [0; 4].into_iter().fold(answer, Answer::u64)
}

fn refused<T>(error: i32) -> io::Result<T> {
    Err(io::Error::from_raw_os_error(error))
}
