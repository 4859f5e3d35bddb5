//! Snapshots of the service files, and tests of the files on disk.

use std::fs;
use std::path::Path;

use super::file::{self, FileState};
use super::*;

fn program() -> Program {
    Program::new(Path::new("/home/eve/my apps/winddown"), r"DESK\eve & co")
        .unwrap()
        .with_file("--config", Path::new("/home/eve/100% mine/<plan>.toml"))
        .unwrap()
        .with_argument("agent")
}

#[test]
fn the_service_file_of_each_kind_is_complete() {
    for (name, kind) in [
        ("systemd", ServiceKind::Systemd),
        ("autostart", ServiceKind::Autostart),
        ("launchd", ServiceKind::Launchd),
        ("scheduled_task", ServiceKind::ScheduledTask),
    ] {
        let text = kind.text(&program());
        assert!(seal::is_intact(&text), "{name}");
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn a_path_that_cannot_be_written_into_a_service_file_is_refused() {
    for path in ["/a\nb", "/a\u{1b}b", "/a\tb"] {
        assert!(Program::new(Path::new(path), "").is_err());
    }
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(std::ffi::OsStr::from_bytes(b"/a\xff"));
        let program = Program::new(Path::new("/w"), "").unwrap();
        assert!(program.with_file("--config", path).is_err());
    }
}

fn at_home(home: &Path) -> Folders {
    Folders {
        home: home.to_owned(),
        config: home.join(".config"),
        data: home.join(".local/share"),
    }
}

#[test]
fn every_kind_is_recognised_after_writing_and_leaves_nothing_after_removal() {
    for kind in [
        #[cfg(unix)]
        ServiceKind::Systemd,
        ServiceKind::Autostart,
        ServiceKind::Launchd,
        ServiceKind::ScheduledTask,
    ] {
        let home = tempfile::tempdir().unwrap();
        let service = kind.service(&at_home(home.path()));
        let text = kind.text(&program());
        assert_eq!(file::state(&service.file).unwrap(), FileState::Missing);
        file::write(&service.file, &text).unwrap();
        file::link(&service).unwrap();
        assert_eq!(file::state(&service.file).unwrap(), FileState::Ours(text));
        assert!(file::is_linked(&service));
        let folder = service.file.parent().unwrap();
        let beside = fs::read_dir(folder).unwrap().count();
        assert_eq!(beside, 1 + usize::from(service.link.is_some()));

        file::remove_service(&service).unwrap();
        assert_eq!(fs::read_dir(folder).unwrap().count(), 0);
        file::remove_service(&service).unwrap();
    }
}

#[test]
fn a_file_that_was_changed_or_written_by_others_is_not_ours() {
    let home = tempfile::tempdir().unwrap();
    let service = ServiceKind::Autostart.service(&at_home(home.path()));
    let text = ServiceKind::Autostart.text(&program());
    for other in [
        text.replace("Terminal=false", "Terminal=true").into_bytes(),
        b"[Desktop Entry]\n".to_vec(),
        b"".to_vec(),
        vec![0xff; 40],
    ] {
        fs::create_dir_all(service.file.parent().unwrap()).unwrap();
        fs::write(&service.file, other).unwrap();
        assert_eq!(file::state(&service.file).unwrap(), FileState::NotOurs);
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_not_ours_and_writing_leaves_its_target_alone() {
    use std::os::unix::fs::symlink;
    let home = tempfile::tempdir().unwrap();
    let service = ServiceKind::Systemd.service(&at_home(home.path()));
    let text = ServiceKind::Systemd.text(&program());
    let real = home.path().join("dotfiles.service");
    fs::write(&real, &text).unwrap();
    fs::create_dir_all(service.file.parent().unwrap()).unwrap();
    symlink(&real, &service.file).unwrap();
    assert_eq!(file::state(&service.file).unwrap(), FileState::NotOurs);

    file::write(&service.file, "new").unwrap();
    assert_eq!(fs::read_to_string(&real).unwrap(), text);
    assert_eq!(fs::read_to_string(&service.file).unwrap(), "new");
}

#[test]
fn the_unit_in_packages_differs_from_an_installed_one_only_in_its_first_lines() {
    let packaged = include_str!("../../../assets/package/winddown-agent.service");
    let program = Program::new(Path::new("/usr/bin/winddown"), "").unwrap();
    let installed = ServiceKind::Systemd.text(&program.with_argument("agent"));
    let unit = |text: &str| text.split_once("[Unit]").unwrap().1.to_owned();
    let seal = unit(&installed).replace(&unit(packaged), "");
    assert_eq!(seal.lines().count(), 1, "{seal}");
}
