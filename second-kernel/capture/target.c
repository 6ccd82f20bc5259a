// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * target.c - saves the dump to one target; see target.h.
 *
 * A file has its final name when it is whole and on the disk, never before.
 */
#include "second-kernel/capture/target.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/fsid.h"
#include "kdump-prep/report.h"
#include "kdump-prep/verify.h"
#include "second-kernel/capture/device.h"
#include "second-kernel/capture/dump.h"
#include "second-kernel/capture/level.h"
#include "second-kernel/capture/machine.h"
#include "second-kernel/capture/network.h"
#include "second-kernel/capture/nfs.h"
#include "second-kernel/capture/remote.h"
#include "second-kernel/capture/step.h"
#include "second-kernel/capture/volume.h"

#define MOUNT_POINT "/target"
#define INCOMPLETE  "dump-incomplete"
#define ROOM	    "room"
#define ROOM_SIZE   (1 << 20)
#define PATH_SIZE   600u
/* Of a raw partition, at its end: the result. */
#define RAW_RESULT  4096u

/* Where the files go. */
struct place {
	char dir[PATH_SIZE - 64];
	char name[KDP_RESULT_NAME]; /* the stamp, made unique */
};

static void file_path(const struct place *place, const char *kind, char *ret)
{
	snprintf(ret, PATH_SIZE, "%s/%s.%s", place->dir, kind, place->name);
}

KDP_MUST_CHECK
static struct kdp_error *make_parents(char *path)
{
	char *slash = path + strlen(MOUNT_POINT);

	while ((slash = strchr(slash + 1, '/'))) {
		*slash = 0;
		if (mkdir(path, 0755) && errno != EEXIST)
			return kdp_error_os(errno, "make directory %s", path);
		*slash = '/';
	}
	return NULL;
}

/* Where many machines may save to, the address tells them apart. */
static void put_owner(const struct kdp_target_work *work,
		      char ret[INET_ADDRSTRLEN + 1])
{
	ret[0] = 0;
	if (work->target->kind != KDP_CAPTURE_NFS)
		return;
	inet_ntop(AF_INET, &work->config->network.address, ret,
		  INET_ADDRSTRLEN);
	memcpy(ret + strlen(ret), "-", 2);
}

KDP_MUST_CHECK
static struct kdp_error *make_place(const struct kdp_target_work *work,
				    struct place *place)
{
	char owner[INET_ADDRSTRLEN + 1];
	struct kdp_error *err;
	unsigned int i;

	put_owner(work, owner);
	for (i = 1; i <= KDP_RESULT_NAMES; i++) {
		kdp_result_name(work->result.stamp, i, place->name);
		snprintf(place->dir, sizeof(place->dir), MOUNT_POINT "%s/%s%s",
			 work->target->dir, owner, place->name);
		err = make_parents(place->dir);
		if (err)
			return err;
		if (mkdir(place->dir, 0700) == 0)
			return NULL;
		if (errno != EEXIST)
			break;
	}
	return kdp_error_os(errno, "make directory %s",
			    place->dir + strlen(MOUNT_POINT));
}

KDP_MUST_CHECK
static struct kdp_error *sync_path(const char *path)
{
	KDP_AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fsync(fd))
		return kdp_error_os(errno, "fsync %s", path);
	return NULL;
}

/* To a server we need not be root, whom some of it is kept for. */
static uint64_t free_bytes(const struct kdp_target_work *work,
			   const char *path)
{
	struct statvfs fs;

	if (statvfs(path, &fs))
		return 0;
	return (uint64_t)fs.f_frsize *
	       (work->target->kind == KDP_CAPTURE_NFS ? fs.f_bavail :
							fs.f_bfree);
}

KDP_MUST_CHECK
static struct kdp_error *check_space(const struct kdp_target_work *work,
				     const char *dir)
{
	uint64_t found = free_bytes(work, dir);
	uint64_t wanted;
	struct stat st;

	if (stat(KDP_VMCORE, &st))
		return kdp_error_os(errno, KDP_VMCORE);
	wanted = kdp_result_space((uint64_t)st.st_size);
	if (found < wanted)
		return kdp_error_create(KDP_ERROR_OTHER,
					"%llu MiB are free, a dump takes at least %llu",
					(unsigned long long)found >> 20,
					(unsigned long long)wanted >> 20);
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *check_vmcore(void)
{
	KDP_AUTO_CLOSE int fd = open(KDP_VMCORE, O_RDONLY | O_CLOEXEC);
	char byte;

	if (fd < 0)
		return kdp_error_os(errno, KDP_VMCORE
				    ": nothing of the kernel that panicked can be read");
	if (read(fd, &byte, 1) != 1)
		return kdp_error_os(errno, KDP_VMCORE);
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *verify(int fd, struct kdp_result *result,
				struct kdp_verify *found)
{
	struct kdp_error *err;

	err = kdp_verify(fd, found);
	if (err)
		return kdp_error_wrap(err, "the dump that was written");
	memcpy(result->release, found->release, sizeof(result->release));
	result->size = found->size;
	result->pages = found->pages;
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *close_text(FILE *file)
{
	bool failed = fflush(file) || ferror(file) || fsync(fileno(file));
	int number = errno;

	if (fclose(file) || failed)
		return kdp_error_os(number, "write");
	return NULL;
}

/* What purgatory met, where kdump-prep loaded this kernel. */
KDP_MUST_CHECK
static struct kdp_error *write_report(const char *dump, const char *path)
{
	KDP_AUTO_CLOSE int fd = open(dump, O_RDONLY | O_CLOEXEC);
	struct kdp_record_model model;
	struct kdp_error *err;
	FILE *file;

	err = kdp_report_read(fd, &model);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND) || err)
		return err;
	file = fopen(path, "we");
	if (file) {
		err = kdp_report_write(&model, file);
		err = kdp_error_first(err, close_text(file));
	} else {
		err = kdp_error_os(errno, "%s", path);
	}
	kdp_record_model_deinit(&model);
	return err;
}

/* Says what is not worth the dump. */
static void tell(struct kdp_error *err)
{
	if (err)
		kdp_step_doing("%s", err->message);
	kdp_error_destroy(err);
}

/* A dump that fills the disk leaves room for the result and another log. */
static void keep_room(const char *dir)
{
	KDP_AUTO_CLOSE int fd = -1;
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "%s/" ROOM, dir);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd >= 0)
		posix_fallocate(fd, 0, ROOM_SIZE);
}

static void give_room(const char *dir)
{
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "%s/" ROOM, dir);
	unlink(path);
}

static void choose_how(struct kdp_target_work *work, struct kdp_dump_how *how)
{
	kdp_level_choose(work->config, &work->result);
	how->packing = work->config->packing;
	how->level = work->result.level;
}

/*
 * The file is open before makedumpfile has it: what could not be written is
 * told to those alone who had it open then.  It is read back from the disk, or
 * from the server, not from the memory that it was written from.
 */
KDP_MUST_CHECK
static struct kdp_error *write_dump(struct kdp_target_work *work,
				    const char *path)
{
	KDP_AUTO_CLOSE int fd = open(path, O_RDONLY | O_CREAT | O_CLOEXEC,
				     0600);
	struct kdp_dump_how how;
	struct kdp_verify found;
	struct kdp_error *err;

	if (fd < 0)
		return kdp_error_os(errno, "%s", path);
	choose_how(work, &how);
	err = kdp_dump_write(&how, path);
	/* A part of a dump stays: it may be all that there will be. */
	if (err && lseek(fd, 0, SEEK_END) == 0)
		unlink(path);
	if (err)
		return err;
	kdp_step_doing("verifying the dump");
	if (fsync(fd))
		return kdp_error_os(errno, "fsync %s", path);
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	return verify(fd, &work->result, &found);
}

KDP_MUST_CHECK
static struct kdp_error *save_dump(struct kdp_target_work *work,
				   const struct place *place)
{
	char path[PATH_SIZE], final[PATH_SIZE];
	struct kdp_error *err;

	err = check_space(work, place->dir);
	if (err)
		return err;
	keep_room(place->dir);
	snprintf(path, sizeof(path), "%s/" INCOMPLETE, place->dir);
	kdp_step_doing("saving the dump");
	err = write_dump(work, path);
	give_room(place->dir);
	file_path(place, "dump", final);
	if (!err && rename(path, final))
		err = kdp_error_os(errno, "rename to %s", final);
	if (err)
		return err;
	snprintf(work->result.dump, sizeof(work->result.dump), "dump.%s",
		 place->name);
	work->result.status = "saved";
	file_path(place, "report", path);
	tell(kdp_error_wrap(write_report(final, path), "report"));
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *save_files(struct kdp_target_work *work,
				    const struct place *place)
{
	char path[PATH_SIZE];
	struct kdp_error *err;

	err = check_vmcore();
	if (err)
		return err;
	file_path(place, "dmesg", path);
	kdp_step_doing("saving the log");
	err = kdp_dump_dmesg(path);
	if (!err)
		err = sync_path(path);
	if (work->target->kind != KDP_CAPTURE_DMESG) {
		tell(kdp_error_wrap(err, "log"));
		return save_dump(work, place);
	}
	if (!err)
		work->result.status = "dmesg";
	return err;
}

/* The target that is worked on is the last attempt where it failed. */
static void note_failure(struct kdp_target_work *work,
			 const struct kdp_error *err)
{
	struct kdp_result *result = &work->result;
	struct kdp_result_attempt *attempt;

	result->seconds = kdp_machine_seconds();
	if (!err || result->attempt_count == KDP_CAPTURE_TARGETS)
		return;
	attempt = &result->attempt[result->attempt_count++];
	kdp_capture_target_name(work->target, attempt->target,
				sizeof(attempt->target));
	snprintf(attempt->why, sizeof(attempt->why), "%s", err->message);
}

KDP_MUST_CHECK
static struct kdp_error *write_result(const struct kdp_target_work *work,
				      const char *path)
{
	FILE *file = fopen(path, "we");

	if (!file)
		return kdp_error_os(errno, "result");
	kdp_result_write(&work->result, file);
	return kdp_error_wrap(close_text(file), "result");
}

KDP_MUST_CHECK
static struct kdp_error *save_mounted(struct kdp_target_work *work)
{
	char path[PATH_SIZE];
	struct place place;
	struct kdp_error *err;

	err = make_place(work, &place);
	if (err)
		return err;
	err = save_files(work, &place);
	note_failure(work, err);
	file_path(&place, "result", path);
	tell(write_result(work, path));
	tell(sync_path(place.dir));
	if (!err)
		kdp_step_doing("saved %s%s%s",
			       place.dir + strlen(MOUNT_POINT),
			       work->result.dump[0] ? "/" : "",
			       work->result.dump);
	return err;
}

KDP_MUST_CHECK
static struct kdp_error *save_local(struct kdp_target_work *work,
				    const char *device)
{
	const struct kdp_capture_target *target = work->target;
	struct kdp_error *err;

	kdp_step_doing("mounting %s", device);
	if (mount(device, MOUNT_POINT, target->type,
		  MS_NOATIME | MS_NODEV | MS_NOSUID | MS_NOEXEC, ""))
		return kdp_error_os(errno, "mount %s as %s", device,
				    target->type);
	err = save_mounted(work);
	if (umount(MOUNT_POINT))
		tell(kdp_error_os(errno, "unmount %s", device));
	return err;
}

/* Nothing that another program knows is ever written over. */
KDP_MUST_CHECK
static struct kdp_error *check_raw(int fd)
{
	uint8_t data[KDP_FSID_BYTES];
	struct kdp_fsid id;
	ssize_t got;

	got = pread(fd, data, sizeof(data), 0);
	if (got < 0)
		return kdp_error_os(errno, "read");
	if (kdp_fsid_parse(data, (size_t)got, &id))
		return kdp_error_create(KDP_ERROR_OTHER,
					"it has %s on it, expected nothing that is known",
					id.type);
	return NULL;
}

/* It must not cost a dump that reaches to where it belongs. */
KDP_MUST_CHECK
static struct kdp_error *write_raw_result(int fd,
					  const struct kdp_result *result,
					  uint64_t dump_end)
{
	char text[RAW_RESULT] = { 0 };
	off_t end = lseek(fd, 0, SEEK_END);
	FILE *file;

	if (end < (off_t)sizeof(text) ||
	    dump_end > (uint64_t)end - sizeof(text))
		return kdp_error_create(KDP_ERROR_OTHER,
					"no room for it behind the dump");
	file = fmemopen(text, sizeof(text), "w");
	if (!file)
		return &kdp_enomem;
	kdp_result_write(result, file);
	fclose(file);
	if (pwrite(fd, text, sizeof(text), end - (off_t)sizeof(text)) !=
	    (ssize_t)sizeof(text) || fsync(fd))
		return kdp_error_os(errno, "write");
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *save_raw(struct kdp_target_work *work,
				  const char *device)
{
	KDP_AUTO_CLOSE int fd = open(device, O_RDWR | O_CLOEXEC);
	struct kdp_dump_how how;
	struct kdp_verify found;
	struct kdp_error *err;

	if (fd < 0)
		return kdp_error_os(errno, "%s", device);
	err = check_raw(fd);
	if (!err)
		err = check_vmcore();
	if (!err) {
		kdp_step_doing("saving the dump to %s", device);
		choose_how(work, &how);
		err = kdp_dump_write(&how, device);
	}
	if (!err && fsync(fd))
		err = kdp_error_os(errno, "fsync");
	if (!err)
		err = verify(fd, &work->result, &found);
	if (err)
		return kdp_error_wrap(err, "%s", device);
	snprintf(work->result.dump, sizeof(work->result.dump), "%.60s",
		 device);
	work->result.status = "saved";
	work->result.seconds = kdp_machine_seconds();
	tell(kdp_error_wrap(write_raw_result(fd, &work->result, found.end),
			    "result"));
	kdp_step_doing("saved %s", device);
	return NULL;
}

/* Sends a file that was written to /tmp. */
KDP_MUST_CHECK
static struct kdp_error *put_text(struct kdp_remote *remote, const char *kind)
{
	char path[32];

	snprintf(path, sizeof(path), "/tmp/%s", kind);
	return kdp_error_wrap(kdp_remote_put(remote, path, kind), "%s", kind);
}

KDP_MUST_CHECK
static struct kdp_error *send_dump(struct kdp_target_work *work,
				   struct kdp_remote *remote)
{
	KDP_AUTO_CLOSE int fd = open(KDP_VMCORE, O_RDONLY | O_CLOEXEC);
	struct kdp_result *result = &work->result;
	struct kdp_dump_how how;
	struct kdp_verify found;
	struct kdp_error *err;

	/* What there is to send; the dump itself is no longer at hand then. */
	tell(kdp_error_wrap(verify(fd, result, &found), KDP_VMCORE));
	kdp_step_doing("sending the dump");
	choose_how(work, &how);
	err = kdp_remote_dump(remote, &how, &result->size);
	if (err)
		return err;
	result->pages = 0;
	snprintf(result->dump, sizeof(result->dump), "dump.%s", remote->name);
	result->status = "saved";
	err = write_report(KDP_VMCORE, "/tmp/report");
	if (!err && access("/tmp/report", F_OK) == 0)
		err = put_text(remote, "report");
	tell(kdp_error_wrap(err, "report"));
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *save_remote(struct kdp_target_work *work)
{
	struct kdp_remote remote;
	struct kdp_error *err;

	kdp_step_doing("waiting for the network");
	err = kdp_network_up(&work->config->network, work->config->wait);
	if (!err)
		err = check_vmcore();
	if (err)
		return err;
	kdp_remote_init(&remote, work->config, work->target,
			work->result.stamp);
	kdp_step_doing("sending the log to %s", work->target->device);
	err = kdp_dump_dmesg("/tmp/dmesg");
	if (err) {
		tell(kdp_error_wrap(err, "log"));
	} else {
		/* A server that does not take it takes no dump. */
		err = put_text(&remote, "dmesg");
		if (err)
			return err;
	}
	err = send_dump(work, &remote);
	note_failure(work, err);
	tell(write_result(work, "/tmp/result"));
	tell(put_text(&remote, "result"));
	if (!err)
		kdp_step_doing("saved %s on %s", remote.dir,
			       work->target->device);
	return err;
}

KDP_MUST_CHECK
static struct kdp_error *save_nfs(struct kdp_target_work *work)
{
	struct kdp_error *err;

	kdp_step_doing("waiting for the network");
	err = kdp_network_up(&work->config->network, work->config->wait);
	if (err)
		return err;
	kdp_step_doing("mounting %s", work->target->device);
	err = kdp_nfs_mount(work->config, work->target, MOUNT_POINT);
	if (err)
		return err;
	err = save_mounted(work);
	/* All is on the server by now; one that is gone may keep its mount. */
	umount2(MOUNT_POINT, MNT_DETACH);
	return err;
}

KDP_MUST_CHECK
static struct kdp_error *wait_for_device(const struct kdp_target_work *work,
					 char *path, size_t size)
{
	const char *volume = kdp_capture_target_volume(work->target);
	const char *device = work->target->device;

	kdp_step_doing("waiting for %s", device);
	if (volume)
		return kdp_volume_wait(volume, work->config->wait, path, size);
	return kdp_device_wait(device, work->config->wait, path, size);
}

struct kdp_error *kdp_target_save(void *context)
{
	struct kdp_target_work *work = context;
	char device[KDP_CAPTURE_WORD + 8];
	struct kdp_error *err;

	/*
	 * A mount that cannot be ended, since its device or its server does
	 * not answer, ends with this process and is in nobody's way.
	 */
	if (unshare(CLONE_NEWNS))
		return kdp_error_os(errno, "namespace of mounts");
	if (work->target->kind == KDP_CAPTURE_SSH)
		return save_remote(work);
	if (work->target->kind == KDP_CAPTURE_NFS)
		return save_nfs(work);
	err = wait_for_device(work, device, sizeof(device));
	if (err)
		return err;
	if (work->target->kind == KDP_CAPTURE_RAW)
		return save_raw(work, device);
	return save_local(work, device);
}
